//! People, reporting lines, and who supervises whom on a given day.
