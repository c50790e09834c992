//! How a challenge looks to search.
