//! Configuration: one struct per concern, read by a pure function that reports every problem at once.
