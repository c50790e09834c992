//! How a meeting looks to search.
