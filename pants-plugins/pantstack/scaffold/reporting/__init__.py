"""What `pants new-module` reports: text for people, documents in the shape of ../schema for programs."""
