//! The edge: problem+json, authentication middleware, paging, request ids, security headers.
