//! How a person looks to search.
