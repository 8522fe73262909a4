//! What a person must look at: items opened and closed by the operations themselves.
