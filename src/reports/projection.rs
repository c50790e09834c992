//! How a report looks to search.
