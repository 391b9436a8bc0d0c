"""The processes of a deploy: started, cancelled, ended when something was killed, and kept apart by locks."""
