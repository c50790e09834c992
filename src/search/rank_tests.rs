//! What is found by walking, whatever is left out on the way.

use super::*;
use crate::search::analysis::stem;
use crate::search::parse::parse;
use crate::search::plan::Planner;
use crate::search::statistics::Cache;
use crate::search::testing::{bodies, index_of};
use crate::search::visible::Circles;
use crate::search::vocabulary::Vocabulary;

/// The scores that were told, how many of them matter, and how many documents there were.
#[derive(Default)]
struct Kept {
    all: Vec<(DocId, f32)>,
    matter: usize,
    counted: usize,
}

impl Sink for Kept {
    fn count(&mut self, docs: &[DocId]) {
        self.counted += docs.len();
    }

    fn rank(&mut self, docs: &[DocId], scores: &[f32]) {
        self.all.extend(docs.iter().copied().zip(scores.iter().copied()));
    }

    fn least(&self) -> f32 {
        let mut scores: Vec<f32> = self.all.iter().map(|(_, score)| *score).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        scores.get(self.matter).copied().unwrap_or(0.0)
    }
}

impl Kept {
    fn best(mut self) -> Vec<(DocId, f32)> {
        self.all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        self.all.truncate(self.matter);
        self.all
    }
}

/// Does a text say the word, or of its pieces those that carry a third of their rarities?
fn says_a_third(body: &str, concept: &Concept) -> bool {
    if concept.pieces.is_empty() {
        let words: Vec<&str> = concept.whole.forms[0].0.stems.iter().map(|(_, stem)| stem.as_str()).collect();
        return body.contains(&words.join(" "));
    }
    let is_said = |piece: &&Leaf| body.contains(&piece.forms[0].0.stems[0].1);
    let said: f32 = concept.pieces.iter().filter(is_said).map(|piece| piece.rarity).sum();
    let all: f32 = concept.pieces.iter().map(|piece| piece.rarity).sum();
    said * ALMOST >= all / 3.0
}

#[test]
fn the_best_are_the_same_whether_or_not_the_others_are_looked_at_closely() {
    let bodies: Vec<String> = bodies(5_000).collect();
    let (index, fields) = index_of(bodies.iter().cloned());
    let searcher = index.reader().expect("a reader").searcher();
    let cache = Cache::default();
    let statistics = Statistics::new(&searcher, &fields, &cache).expect("statistics");
    let circles = Circles::of(&fields, Some(&["public".to_owned()]));
    let reader = &searcher.segment_readers()[0];
    let seen = circles.seen(&fields, &fields.public, reader, statistics.segment(0)).expect("what is seen");
    // A text, whether only positions tell where its pieces stand together, and what a hit says, by the word or by pieces.
    for (text, has_adjacent, said) in [
        ("sociaaldomein", false, &["sociaal", "domein"][..]),
        ("sociaaldomein wijk", false, &["sociaal", "domein", "wijk"]),
        ("beleid sociaaldomein", false, &["sociaal", "domein", "beleid"]),
        ("sociaal-domein", false, &["sociaal", "domein"]),
        ("vijverkreeft", true, &["vijver", "kreeft"]),
        ("vijverkreeft wijk", true, &["vijver", "kreeft", "wijk"]),
        ("sociaaldomein vijverkreeft", true, &["sociaal", "domein", "vijver", "kreeft"]),
        ("vijver-kreeft", true, &["vijver", "kreeft"]),
        ("beleid", false, &["beleid"]),
        ("wijken beleid", false, &["wijk", "beleid"]),
        ("wijkbeleid", false, &["wijk", "beleid"]),
        ("kreeftbeleid", true, &["kreeft", "beleid"]),
        // Of three pieces.
        ("vijverkreeftbeleid", true, &["vijver", "kreeft", "beleid"]),
        ("\"sociaal domein\"", false, &["sociaal domein"]),
        ("\"sociaal domein\" -wijk", false, &["sociaal domein"]),
        // Which is the title of all.
        ("titel", false, &[]),
    ] {
        let vocabulary = Vocabulary { statistics: &statistics, circles: &circles };
        let plan =
            stem::with(|stemmer| Planner::new(&vocabulary, &Weights::DEFAULT, stemmer).plan(&parse(text)));
        let mut plan = plan.expect("a plan").expect("something to look for");
        for (is_widened, is_any_piece_enough) in [(false, false), (true, false), (true, true)] {
            (plan.is_widened, plan.is_any_piece_enough) = (is_widened, is_any_piece_enough);
            let walk = |matter: usize| {
                let (mut room, mut scores) = (Room::default(), Kept { matter, ..Kept::default() });
                let ranking =
                    Ranking::new(&statistics, 0, &fields.public, &plan, &Weights::DEFAULT, &mut room)
                        .expect("a ranking");
                assert_eq!(!ranking.adjacent.is_empty(), has_adjacent, "{text}");
                ranking.walk(reader, &seen, &mut scores, &mut room);
                scores
            };
            let all = walk(usize::MAX);
            let is_hit = |body: &&String| match is_widened {
                _ if text.contains("-wijk") && body.contains("wijk") => false,
                true if !is_any_piece_enough && !said.is_empty() => {
                    plan.concepts.iter().any(|concept| says_a_third(body, concept))
                }
                true => said.is_empty() || said.iter().any(|word| body.contains(word)),
                false => said.iter().all(|word| body.contains(word)),
            };
            assert_eq!(
                all.counted,
                bodies.iter().filter(is_hit).count(),
                "{text}, widened: {is_widened}, any piece: {is_any_piece_enough}"
            );
            assert!(all.all.len() > 300 && all.counted == all.all.len(), "{text}: {}", all.counted);
            for matter in [1, 20, 128] {
                let expected = Kept { all: all.all.clone(), matter, ..Kept::default() }.best();
                let found = walk(matter);
                assert_eq!(found.counted, all.counted, "{text}");
                // With what could turn out to stand together hardly anything can be left out among so few.
                let need_score = has_adjacent || text == "titel";
                assert!(need_score || found.all.len() < all.all.len(), "{text}: some need no score");
                assert_eq!(found.best(), expected, "{text}, the best {matter}");
            }
        }
    }
}
