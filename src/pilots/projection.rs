//! How a pilot looks to search.
