//! The append-only, hash-chained trail of what was done, by whom and when.
