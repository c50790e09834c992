//! One binary for all tests that run from outside.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[macro_use]
mod support;
mod search_support;

mod access;
mod access_proof;
mod policies;
mod architecture;
mod audit;
mod mergers;
mod my_data;
mod profiles;
mod contract;
mod crash;
mod transfer;
mod following;
mod pages;
mod sessions;
mod tokens;
mod second_factor;
mod passkeys;
mod sso;
mod paging;
mod selections;
mod writing;
mod edges;
mod history;
mod front_door;
mod search_terms;
mod fuzz;
mod sharing_commits;
mod schema;
mod graphql_over_http;
mod search_finding;
mod search_words;
mod search_names;
mod search_fields;
mod search_highlights;
mod search_merits;
mod search_following;
mod search_asking;
mod search_explaining;
mod search_similar;
mod thesaurus;
mod nodes;
mod mail;
mod joining;
mod passwords;
mod account_safety;
mod blocks;
mod invitations;
mod moving;
mod introduction_mails;
mod saved_searches;
mod feeds;
