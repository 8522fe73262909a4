//! PDF documents: plain data in, bytes out.
