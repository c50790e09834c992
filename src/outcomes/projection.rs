//! How an outcome looks to search.
