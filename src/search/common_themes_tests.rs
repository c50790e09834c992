//! What is worth most and best is the same however the documents are spread over segments, and whatever was deleted.

use chrono::DateTime;
use tantivy::Index;
use tantivy::merge_policy::NoMergePolicy;
use uuid::Uuid;

use super::*;
use crate::access::PUBLIC_TERM;
use crate::search::document::{Document, Theme};
use crate::search::hits::place;
use crate::search::schema::{Fields, node_term};
use crate::search::statistics::Cache;
use crate::search::testing::index_of_documents;

const SLUGS: [&str; 6] = ["zorg", "afval", "bodem", "wonen", "data", "energie"];
const NETWORK: &str = "network";
const LIMITS: [usize; 5] = [1, 2, 7, 40, 10_000];

/// Pilots, challenges and what carries no themes of its own, with up to four themes; pseudo-random, the same each time.
/// Many changed at the same time.
fn documents(count: u128) -> Vec<Document> {
    let mut state = 11_u64;
    let mut below = move |many: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % many
    };
    let document = |number: u128| {
        let kinds = [NodeKind::Pilot, NodeKind::Pilot, NodeKind::Challenge, NodeKind::Report];
        let node = NodeId::new(kinds[below(kinds.len())], Uuid::from_u128(number + 1));
        let changed = DateTime::UNIX_EPOCH + chrono::Duration::days(below(5) as i64);
        let mut document = Document::new(node, "Titel".to_owned(), changed);
        // Rare ones, and ones that half of them have.
        let mut slugs: Vec<&str> = (0..below(5)).map(|_| SLUGS[below(6).min(below(6))]).collect();
        slugs.sort_unstable();
        slugs.dedup();
        let theme = |slug: &str| Theme { slug: slug.to_owned(), label: slug.to_owned(), ..Theme::default() };
        document.themes = slugs.into_iter().map(theme).collect();
        let circles: [&[&str]; 4] = [&[PUBLIC_TERM], &[PUBLIC_TERM], &[NETWORK], &["GM0503"]];
        document.scope_terms = circles[below(4)].iter().map(|term| (*term).to_owned()).collect();
        document
    };
    (0..count).map(document).collect()
}

/// What `circles` may see of an index: what each theme is worth, and the best of each of [`LIMITS`].
fn found(index: &Index, fields: &Fields, circles: &[String]) -> (HashMap<String, f32>, Vec<Vec<NodeId>>) {
    let searcher = index.reader().expect("a reader").searcher();
    let cache = Cache::default();
    let statistics = Statistics::new(&searcher, fields, &cache).expect("statistics");
    let among = Among::new(&statistics, &Circles::of(fields, Some(circles))).expect("what is seen");
    let worth = among.worth(&SLUGS);
    let node = |address: &DocAddress| {
        let columns = &statistics.segment(place(address.segment_ord).0).columns;
        columns.node(address.doc_id).expect("a document has a node")
    };
    let best = |limit| among.best(&worth, &is_apart, limit).iter().map(node).collect();
    (worth.clone(), LIMITS.into_iter().map(best).collect())
}

/// Every tenth is not to be shown.
fn is_apart(node: NodeId) -> bool {
    node.uuid.as_u128().is_multiple_of(10)
}

/// The same, one document after the other.
fn expected(documents: &[Document], circles: &[String]) -> (HashMap<String, f32>, Vec<Vec<NodeId>>) {
    let is_seen = |document: &&Document| document.scope_terms.iter().any(|term| circles.contains(term));
    let themed: Vec<&Document> =
        documents.iter().filter(is_seen).filter(|document| THEMED.contains(&document.node.kind)).collect();
    let has = |document: &Document, slug: &str| document.themes.iter().any(|theme| theme.slug == slug);
    let times = |slug: &str| themed.iter().filter(|document| has(document, slug)).count();
    let worth: HashMap<String, f32> = SLUGS
        .into_iter()
        .filter(|slug| times(slug) > 0)
        .map(|slug| (slug.to_owned(), rarity(times(slug) as f32, themed.len() as f32)))
        .collect();
    let rank = |document: &Document| {
        let worth = document.themes.iter().map(|theme| thousandths(worth[&theme.slug])).sum::<u64>();
        (worth, document.sorted_at, document.node.uuid)
    };
    let mut best: Vec<&Document> = themed
        .iter()
        .copied()
        .filter(|document| document.themes.len() >= 2 && !is_apart(document.node))
        .collect();
    best.sort_by_key(|document| std::cmp::Reverse(rank(document)));
    let first = |limit| best.iter().take(limit).map(|document| document.node).collect();
    (worth.clone(), LIMITS.into_iter().map(first).collect())
}

fn readers() -> [Vec<String>; 3] {
    [&[PUBLIC_TERM][..], &[PUBLIC_TERM, NETWORK], &[PUBLIC_TERM, NETWORK, "GM0503"]]
        .map(|terms| terms.iter().map(|term| (*term).to_owned()).collect())
}

/// Deletes as the projector does; segments stay apart.
fn delete(index: &Index, fields: &Fields, nodes: impl IntoIterator<Item = NodeId>) {
    let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 20_000_000).expect("a writer");
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for node in nodes {
        writer.delete_term(node_term(fields, node));
    }
    writer.commit().expect("a commit");
}

#[test]
fn what_is_best_is_the_same_whatever_the_segments_are() {
    let documents = documents(300);
    for size in [usize::MAX, 150, 64, 20] {
        let (index, fields) = index_of_documents(documents.iter().cloned(), size);
        for circles in readers() {
            let (worth, best) = found(&index, &fields, &circles);
            assert_eq!((worth, best), expected(&documents, &circles), "segments of {size}, {circles:?}");
        }
    }
}

#[test]
fn what_is_deleted_is_not_counted_and_not_among_the_best() {
    let documents = documents(300);
    let is_deleted = |document: &&Document| document.node.uuid.as_u128().is_multiple_of(3);
    // The first 64 all go, and one segment with them.
    let (gone, kept): (Vec<&Document>, Vec<&Document>) =
        documents.iter().partition(|document| is_deleted(document) || document.node.uuid.as_u128() <= 64);
    let kept: Vec<Document> = kept.into_iter().cloned().collect();
    for size in [usize::MAX, 64, 20] {
        let (index, fields) = index_of_documents(documents.iter().cloned(), size);
        delete(&index, &fields, gone.iter().map(|document| document.node));
        for circles in readers() {
            let (worth, best) = found(&index, &fields, &circles);
            assert_eq!((worth, best), expected(&kept, &circles), "segments of {size}, {circles:?}");
        }
    }
}

#[test]
fn a_theme_that_only_deleted_documents_have_is_worth_nothing() {
    let documents = documents(60);
    let has_energy = |document: &&Document| document.themes.iter().any(|theme| theme.slug == "energie");
    let (index, fields) = index_of_documents(documents.iter().cloned(), 7);
    let [.., all] = readers();
    assert!(found(&index, &fields, &all).0.contains_key("energie"));
    delete(&index, &fields, documents.iter().filter(has_energy).map(|document| document.node));
    assert!(!found(&index, &fields, &all).0.contains_key("energie"));
}
