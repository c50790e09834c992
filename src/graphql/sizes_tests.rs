//! async-graphql puts the future of each field on the heap, as large as that of the type's largest resolver: one that
//! waits for the database in place makes every field of the type dear, and lists have hundreds. `Box::pin` what is large.

use async_graphql::Context;
use async_graphql::resolver_utils::ContainerType;

use super::challenges::Challenge;
use super::meetings::Meeting;
use super::municipalities::Municipality;
use super::outcomes::WorkshopOutcome;
use super::people::Person;
use super::pilots::{Pilot, PilotConnection, PilotEdge};
use super::reports::MeetingReport;
use super::search::{SearchConnection, SearchEdge};
use super::themes::Theme;

/// Bytes.
const MOST: usize = 1_100;

fn size<T: 'static, F>(_: fn(&'static T, &'static Context<'static>) -> F) -> usize {
    size_of::<F>()
}

#[test]
fn a_field_of_what_lists_show_takes_about_a_kilobyte_at_most() {
    macro_rules! sizes {
        ($($of:ty),* $(,)?) => {
            [$((stringify!($of), size::<$of, _>(<$of as ContainerType>::resolve_field))),*]
        };
    }
    let sizes = sizes![
        Pilot,
        PilotConnection,
        PilotEdge,
        Municipality,
        Theme,
        Person,
        Challenge,
        Meeting,
        MeetingReport,
        WorkshopOutcome,
        SearchConnection,
        SearchEdge,
    ];
    let large: Vec<_> = sizes.iter().filter(|(_, size)| *size > MOST).collect();
    assert!(large.is_empty(), "{large:?} of {sizes:?}");
}
