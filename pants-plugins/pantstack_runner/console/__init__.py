"""What a user sees and answers, and the events that it is made of."""
