//! What anyone can send without signing in, and what it must not cost.

mod bodies;
