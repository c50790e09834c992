//! Hostile input by the thousands: a bounded loop that breaks, joins and repeats pieces of good and bad input.
//!
//! In `make test` each target runs for a moment, in `make fuzz` for `FUZZ_SECONDS`. The pieces are chosen by a
//! generator whose seed is printed: `FUZZ_SEED` repeats a run. What was found stands as a test of its own.

mod dice;
mod markdown;
mod imports;
mod api;
