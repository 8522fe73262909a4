//! Sign-in: passwords, sessions, API tokens and roles. It says who is calling; what they may do is the permission table.
