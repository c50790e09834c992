//! What a viewer may not see changes nothing at all in any answer, whatever it says and whatever became of it: with worlds
//! and questions by chance, the same in each run.

mod answers;
mod chance;

use bigdatagemeenten::ids::{NodeId, NodeKind};
use bigdatagemeenten::outbox::Event;
use bigdatagemeenten::page::{Page, PageArgs};
use bigdatagemeenten::search::analysis::stem::DutchStemmer;
use bigdatagemeenten::search::{
    CompletionRequest, Document, Entry, Filter, LIST, SearchOrder, SearchRequest, SuggestRequest, Synonyms,
};
use chance::{Chance, PLACES, named_place};

use crate::search_support::{PUBLIC, SECRET, World, request};

/// Worlds that are tried.
const WORLDS: u8 = 3;
const QUESTIONS: usize = 16;
const NETWORK: &str = "network";
const OWN: &str = "m:own";

/// What somebody gets, by what they asked.
type Learnt = Vec<(String, String)>;

/// Somebody in these circles.
struct Reader<'a> {
    world: &'a World,
    scope_terms: Vec<String>,
}

impl Reader<'_> {
    async fn learn(&self, questions: &[String], things: &[NodeId]) -> Learnt {
        let mut learnt = Learnt::new();
        for text in questions {
            learnt.push((text.clone(), self.answer(text, questions).await));
        }
        for node in things {
            let scope_terms = Some(self.scope_terms.clone());
            let similar = self.world.search.similar(*node, Vec::new(), scope_terms, 10).await.unwrap();
            learnt.push((format!("what is like {node}"), format!("{similar:?}")));
        }
        for (code, ..) in PLACES {
            let scope_terms = Some(self.scope_terms.clone());
            let peers = self.world.search.peers((*code).to_owned(), scope_terms).await.unwrap();
            learnt.push((format!("who works on the same as {code}"), format!("{peers:?}")));
        }
        learnt
    }

    /// All that there is to know: scores, explanations and cursors to the last bit.
    async fn answer(&self, text: &str, questions: &[String]) -> String {
        let scope_terms = || Some(self.scope_terms.clone());
        let all = SearchRequest { scope_terms: scope_terms(), want_explanations: true, ..request(text) };
        let (best, highlights) = self.world.marked(all.clone()).await;
        let mut learnt = format!("{best:?}\n{highlights:?}\n");
        let filter =
            Filter { kinds: vec![NodeKind::Pilot, NodeKind::Report], years: vec![2016], ..Filter::default() };
        let mut others = vec![
            SearchRequest { order: SearchOrder::Newest, ..all.clone() },
            SearchRequest { is_literal: true, ..all.clone() },
            SearchRequest { is_complete: true, ..all.clone() },
            SearchRequest { filter, ..all.clone() },
        ];
        if let Some((cursor, _)) = best.hits.rows.get(1) {
            let page = PageArgs { first: Some(2), after: Some(cursor.encode()), ..PageArgs::default() };
            others.push(SearchRequest { page: Page::parse(&page, LIST).unwrap(), ..all });
        }
        for other in others {
            learnt.push_str(&format!("{:?}\n", self.world.ask(other).await));
        }
        let prefix = text.to_owned();
        let suggest = SuggestRequest { prefix: prefix.clone(), scope_terms: scope_terms(), limit: 20 };
        let suggested = self.world.search.suggest(suggest).await.unwrap();
        let asked = questions.iter().filter(|it| it.starts_with(&*prefix)).cloned().collect();
        let completion = CompletionRequest { prefix, scope_terms: scope_terms(), asked, limit: 8 };
        let completed = self.world.search.completions(completion).await.unwrap();
        learnt.push_str(&format!("{suggested:?}\n{completed:?}"));
        learnt
    }
}

#[track_caller]
fn assert_same(before: &Learnt, after: &Learnt, what: &str) {
    assert_eq!(before.len(), after.len(), "{what}");
    for ((asked, before), (_, after)) in before.iter().zip(after) {
        assert!(before == after, "{what}, asked {asked:?}:\n{before}\n{after}");
    }
}

fn entry(labels: &[&str], narrower: &[usize]) -> Entry {
    let labels = labels.iter().map(|label| (*label).to_owned()).collect();
    Entry { labels, narrower: narrower.to_vec(), ..Entry::default() }
}

/// An anonymous one, and members.
fn readers(world: &World) -> [Reader<'_>; 3] {
    let circles: [&[&str]; 3] = [&[PUBLIC], &[PUBLIC, NETWORK], &[PUBLIC, NETWORK, OWN]];
    circles.map(|terms| Reader { world, scope_terms: terms.iter().map(|term| (*term).to_owned()).collect() })
}

/// What becomes of something that some reader never sees, in commits of its own.
async fn happens(world: &mut World, chance: &mut Chance, circle: &str) {
    let hidden = chance.document(world, &[circle], true);
    match chance.below(6) {
        // Everybody saw it, and does no longer.
        0 => {
            let shown = Document { scope_terms: vec![PUBLIC.into()], ..hidden.clone() };
            world.put(shown).await;
            world.catch_up().await;
        }
        // It said something else.
        1 => {
            let body = chance.text(20, true);
            world.put(Document { body, ..hidden.clone() }).await;
            world.catch_up().await;
        }
        // It goes again.
        2 => {
            let scope_terms = vec![chance.pick(&[PUBLIC, circle]).to_owned()];
            let gone = Document { scope_terms, ..chance.document(world, &[], true) };
            let gone = world.put(gone).await;
            world.catch_up().await;
            world.remove(gone).await;
        }
        // A draft beside it.
        3 => {
            let draft = chance.document(world, &[], true);
            world.put(draft).await;
        }
        _ => {}
    }
    world.put(hidden).await;
    if chance.is_one_in(2) {
        world.catch_up().await;
    }
}

#[tokio::test]
async fn a_hidden_document_changes_nothing_that_can_be_seen() {
    for seed in 0..WORLDS {
        let (mut chance, mut world) = (Chance::new(seed), World::new().await);
        let entries = [
            entry(&["sensoren", "kwikstaarten", "afvalbakken"], &[1]),
            entry(&["sensornet", "privacy"], &[]),
        ];
        world.search.known_synonyms().replace(Synonyms::new(&entries, &mut DutchStemmer::default()));
        let (mut things, mut titles) = (Vec::new(), Vec::new());
        for _ in 0..8 + chance.below(16) {
            let circle = chance.pick(&[PUBLIC, PUBLIC, PUBLIC, NETWORK, OWN]);
            let document = chance.document(&mut world, &[circle], false);
            titles.push(document.title.clone());
            things.push(world.put(document).await);
            if chance.is_one_in(8) {
                world.catch_up().await;
            }
        }
        for place in PLACES {
            let municipality = Some(named_place(*place));
            let municipality = Document { municipality, ..world.document(NodeKind::Municipality, place.1) };
            things.push(world.put(municipality).await);
        }
        world.catch_up().await;
        titles.extend((0..4).map(|_| chance.title(true)));
        let mut questions: Vec<String> = (0..QUESTIONS).map(|_| chance.question(&titles)).collect();
        questions.extend(["", "geheim", "gehe", "kroonluchter", "\"geheim project\""].map(str::to_owned));

        let mut before = Vec::new();
        for reader in readers(&world) {
            before.push(reader.learn(&questions, &things).await);
        }
        // First what none of them may see, then what members may.
        for (circle, who_learns) in [(SECRET, 3), (NETWORK, 1)] {
            for _ in 0..6 + chance.below(8) {
                happens(&mut world, &mut chance, circle).await;
            }
            world.catch_up().await;
            for (reader, before) in readers(&world).into_iter().zip(&before).take(who_learns) {
                let after = reader.learn(&questions, &things).await;
                assert_same(before, &after, &format!("world {seed}, as {:?}", reader.scope_terms));
            }
            let scope_terms = vec![PUBLIC.into(), circle.into()];
            let insider = Reader { world: &world, scope_terms }.learn(&questions, &things).await;
            let learns = insider.iter().zip(&before[0]).filter(|(one, other)| one != other).count();
            assert!(learns > insider.len() / 4, "world {seed}: of who may see it answers change: {learns}");
        }
    }
}

#[tokio::test]
async fn hidden_documents_shift_no_score_whatever_segments_they_make() {
    let (mut chance, mut world) = (Chance::new(0), World::new().await);
    // So many that they are not merged with those that come later.
    let mut things = Vec::new();
    for i in 0..2_100 {
        if i >= 40 {
            let other = Document { body: "waterpeil".into(), ..world.document(NodeKind::Pilot, "Sluis") };
            world.put(other).await;
            continue;
        }
        let document = chance.document(&mut world, &[PUBLIC], false);
        things.push(world.put(document).await);
    }
    // Of those that come first some go, and others are hidden, where they leave traces for as long as there is this index.
    world.remove(things.remove(3)).await;
    let mut shown = Vec::new();
    for _ in 0..20 {
        let document = chance.document(&mut world, &[PUBLIC], true);
        world.put(document.clone()).await;
        shown.push(document);
    }
    world.catch_up().await;
    for document in shown {
        world.put(Document { scope_terms: vec![SECRET.into()], ..document }).await;
    }
    world.catch_up().await;
    let titles = [chance.title(true)];
    let mut questions: Vec<String> = (0..QUESTIONS).map(|_| chance.question(&titles)).collect();
    // Beginnings of many words, hidden ones too.
    questions
        .extend(["kro", "geh", "afv", "wij", "jeu", "sch", "par", "dat", "zor", "boo"].map(str::to_owned));
    let [anybody, ..] = readers(&world);
    let before = anybody.learn(&questions, &things[..5]).await;
    // In commits of their own, with deletions, so that segments and their order differ.
    for round in 0..3 {
        let circle = if round == 1 { NETWORK } else { SECRET };
        for _ in 0..10 {
            happens(&mut world, &mut chance, circle).await;
        }
        world.catch_up().await;
        let [anybody, ..] = readers(&world);
        assert_same(&before, &anybody.learn(&questions, &things[..5]).await, &format!("round {round}"));
        assert!(world.segments() > 1, "several segments");
    }
    world.tell(Event::ReindexRequested).await;
    world.catch_up().await;
    let [anybody, ..] = readers(&world);
    assert_same(&before, &anybody.learn(&questions, &things[..5]).await, "built anew");
}
