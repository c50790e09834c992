//! The same questions without server, GraphQL and database: through the program's own search, and in bare tantivy.

use std::path::Path;
use std::time::Duration;

use bigdatagemeenten::search::analysis::fold::fold;
use bigdatagemeenten::search::analysis::stem::DutchStemmer;
use bigdatagemeenten::search::generation::Generation;
use bigdatagemeenten::search::weights::Weights;
use bigdatagemeenten::search::{SearchRequest, layout, query};
use rustix::time::{ClockId, clock_gettime};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{Searcher, TantivyDocument, Term};

use crate::Result;
use crate::corpus::{Corpus, KINDS};
use crate::table::{Cost, Engine};

/// How often each question is asked; the first time is not counted.
const ROUNDS: usize = 4;
const PAGE: usize = 20;

pub fn measure(index: &Path, corpus: &Corpus) -> Result<Vec<Engine>> {
    let path = layout::current(index).ok_or("there is no index")?;
    let (generation, _) = Generation::open(&path)?;
    let searcher = generation.searcher();
    let (text, title) = (generation.fields.public.text, generation.fields.stored_title);
    let mut engines = Vec::new();
    for (kind, name, _) in KINDS {
        let questions = corpus.queries(kind)?;
        let bare = cost(&questions, |question| bare(&searcher, &*bare_query(kind, question, text), title))?;
        let ours = |full: bool| {
            cost(&questions, |question| {
                let request = SearchRequest {
                    text: question.to_owned(),
                    want_total: full,
                    want_facets: full,
                    ..SearchRequest::first(PAGE as u64)
                };
                query::search(&generation.view(&searcher), &request, &Weights::DEFAULT)?;
                Ok(())
            })
        };
        engines.push(Engine { name, bare, plain: ours(false)?, full: ours(true)? });
    }
    Ok(engines)
}

/// The best hits, with their titles.
fn bare(searcher: &Searcher, query: &dyn Query, title: Field) -> Result<()> {
    for (_, address) in searcher.search(query, &TopDocs::with_limit(PAGE).order_by_score())? {
        let document: TantivyDocument = searcher.doc(address)?;
        std::hint::black_box(document.get_first(title).and_then(|value| value.as_str()));
    }
    Ok(())
}

/// What somebody would write who knows tantivy and wants no more than these words.
fn bare_query(kind: &str, question: &str, text: Field) -> Box<dyn Query> {
    let mut stemmer = DutchStemmer::default();
    let words = question.trim_matches('"').split(' ');
    let terms: Vec<Term> = words.map(|word| Term::from_field_text(text, stemmer.stem(&fold(word)))).collect();
    match kind {
        "prefix" => Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(text, question), 0, true)),
        "phrase" => Box::new(PhraseQuery::new(terms)),
        "typo" => Box::new(FuzzyTermQuery::new(terms[0].clone(), 1, true)),
        _ => {
            let query = |term| Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>;
            let mut queries: Vec<Box<dyn Query>> = terms.into_iter().map(query).collect();
            match kind {
                "term" => queries.remove(0),
                "or2" => Box::new(BooleanQuery::from(
                    queries.into_iter().map(|query| (Occur::Should, query)).collect::<Vec<_>>(),
                )),
                _ => Box::new(BooleanQuery::intersection(queries)),
            }
        }
    }
}

/// CPU time of this thread for each question.
fn cost(questions: &[String], ask: impl Fn(&str) -> Result<()>) -> Result<Cost> {
    let mut times = Vec::with_capacity(questions.len() * ROUNDS);
    for round in 0..=ROUNDS {
        for question in questions {
            let begun = thread_time();
            ask(question)?;
            if round > 0 {
                times.push((thread_time() - begun).as_secs_f64() * 1e6);
            }
        }
    }
    times.sort_by(f64::total_cmp);
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    Ok(Cost { mean, p99: times[times.len() * 99 / 100] })
}

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
