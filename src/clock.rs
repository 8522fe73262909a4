//! Time, read in one place so that tests can move it.
