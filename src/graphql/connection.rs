//! Relay connections: a page that is there, and a total that is counted only when somebody asks for it.

use std::future::Future;
use std::pin::Pin;

use crate::error::Result;
use crate::page::{PageArgs, Slice};

/// Counts when called.
pub type Total<'a> =
    Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<u64>> + Send + 'a>> + Send + Sync + 'a>;

/// Wraps an async closure as a [`Total`].
pub fn total<'a, F, Fut>(count: F) -> Total<'a>
where
    F: Fn() -> Fut + Send + Sync + 'a,
    Fut: Future<Output = Result<u64>> + Send + 'a,
{
    Box::new(move || Box::pin(count()))
}

/// The four arguments as they came.
pub fn args(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> PageArgs {
    PageArgs { first, after, last, before }
}

/// `PageInfo` of a slice.
pub fn page_info<T>(slice: &Slice<T>) -> async_graphql::connection::PageInfo {
    async_graphql::connection::PageInfo {
        has_previous_page: slice.has_previous,
        has_next_page: slice.has_next,
        start_cursor: slice.rows.first().map(|(cursor, _)| cursor.encode()),
        end_cursor: slice.rows.last().map(|(cursor, _)| cursor.encode()),
    }
}

/// A count as GraphQL's 32-bit `Int`.
pub fn int(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Declares a connection and its edge for a node type that wraps one domain value.
macro_rules! connection {
    ($connection:ident, $edge:ident, $node:ident, $inner:ty) => {
        pub struct $connection {
            slice: $crate::page::Slice<$inner>,
            total: $crate::graphql::connection::Total<'static>,
        }

        impl $connection {
            pub fn new(
                slice: $crate::page::Slice<$inner>,
                total: $crate::graphql::connection::Total<'static>,
            ) -> Self {
                Self { slice, total }
            }
        }

        /// One page of a list.
        #[async_graphql::Object]
        impl $connection {
            /// How many there are in the whole list; counted only when asked for.
            async fn total_count(&self) -> async_graphql::Result<i32> {
                Ok($crate::graphql::connection::int((self.total)().await?))
            }

            /// The rows with their cursors.
            async fn edges(&self) -> Vec<$crate::graphql::in_place::InPlace<$edge>> {
                let edge = |(cursor, node): &($crate::page::Cursor, $inner)| $edge {
                    cursor: cursor.encode(),
                    node: $crate::graphql::in_place::InPlace($node(node.clone())),
                };
                self.slice.rows.iter().map(edge).map($crate::graphql::in_place::InPlace).collect()
            }

            /// The rows alone.
            async fn nodes(&self) -> Vec<$crate::graphql::in_place::InPlace<$node>> {
                let node = |(_, node): &(_, $inner)| $crate::graphql::in_place::InPlace($node(node.clone()));
                self.slice.rows.iter().map(node).collect()
            }

            /// Where the page stands in the list.
            async fn page_info(&self) -> async_graphql::connection::PageInfo {
                $crate::graphql::connection::page_info(&self.slice)
            }
        }

        /// A row of a list, with its place.
        #[derive(async_graphql::SimpleObject)]
        pub struct $edge {
            /// Stands on this row; for `after` and `before`.
            cursor: String,
            /// The row itself.
            node: $crate::graphql::in_place::InPlace<$node>,
        }
        $crate::graphql::in_place::at_hand!($edge: "cursor");
    };
}
pub(crate) use connection;
