//! The numbers of the ranking. Found on the open sets of questions (docs/search.md says how), never per set.

/// Makes an experiment possible: `make eval-search` switches steps off one by one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Texts of ordinary Dutch that are counted with each document, for how rare words are.
    pub dutch: f32,
    /// How fast more occurrences count less.
    pub saturation: f32,
    /// How much the length of a text matters, 0 to 1.
    pub text_length: f32,
    pub title_length: f32,
    /// An occurrence in the title, beside the one that it is in the text.
    pub title: f32,
    /// An occurrence in a heading, and at the beginning of the text.
    pub heading: f32,
    pub lead: f32,
    /// A word of a theme, of somebody's name or of the municipality's, once and in texts of any length.
    pub about: f32,
    /// Being of a municipality, kind or stage that the query names: who asks for `gestopte pilots delft` wants what Delft stopped.
    /// Chosen, not measured: the open sets name none.
    pub carried: f32,
    /// A word that names a kind, beside others: who asks for `pilots van Deventer` does not mean what says `pilot`.
    pub kind: f32,
    /// A word as a part of a longer one.
    pub part: f32,
    /// Pieces of a word instead of the word.
    pub pieces: f32,
    /// The same when nothing else is asked for and public texts say the word: what says it comes first, however often another
    /// says its pieces, and in whatever title.
    pub pieces_alone: f32,
    /// A word where capitals tell that the municipality is meant that is called so. Chosen, not measured: the open sets
    /// name none.
    pub homograph: f32,
    /// What a question is asked with (`wie weet iets van`), beside what it asks for.
    pub question: f32,
    /// The whole word of a text that is longer than the one asked for adds less when it was mended.
    pub spelling: f32,
    /// How much less the less likely of several spellings weigh: 0 not at all, 1 in proportion.
    pub likelihood: f32,
    /// An abbreviation for its long form, and the other way round.
    pub abbreviation: f32,
    /// A verb with what may be its particle or a preposition.
    pub particle: f32,
    /// Another word of the thesaurus for the same thing.
    pub synonym: f32,
    /// A word of the thesaurus for a kind or a part of it.
    pub narrower: f32,
    /// Two neighbours of the query that stand next to each other.
    pub proximity: f32,
    /// A passage that says all of the query.
    pub passage: f32,
    /// With so many hits that meet the whole query, others are not shown.
    pub enough: f32,
    /// What a hit keeps when it meets hardly anything of a query.
    pub partial: f32,
    /// A title that is written like the query, when titles are not usually so.
    pub title_likeness: f32,
    /// What the newest, what was really done and what tells everything get more, as a share of the score: together a
    /// tenth, so within 5 % of the middle. Chosen, not measured: the open sets have no dates and stages.
    pub freshness: f32,
    pub stage: f32,
    pub completeness: f32,
}

impl Weights {
    pub const DEFAULT: Self = Self {
        dutch: 0.6,
        saturation: 2.0,
        text_length: 0.45,
        title_length: 0.6,
        title: 4.5,
        heading: 0.5,
        lead: 1.4,
        about: 0.4,
        carried: 6.0,
        kind: 0.3,
        part: 0.6,
        pieces: 0.8,
        pieces_alone: 0.2,
        homograph: 0.1,
        question: 0.3,
        spelling: 0.8,
        likelihood: 0.5,
        abbreviation: 0.7,
        particle: 0.5,
        synonym: 0.6,
        narrower: 0.3,
        proximity: 0.6,
        passage: 0.4,
        enough: 40.0,
        partial: 0.95,
        title_likeness: 1.1,
        freshness: 0.04,
        stage: 0.03,
        completeness: 0.03,
    };
}

/// Hits that are looked at once more: how alike the title is, and of the best of them where the words stand.
pub const REFINED: usize = 128;
/// Above any sum of the others, which is some five times the rarities of a query: who types a title finds it first.
pub const EXACT_TITLE: f32 = 4_000.0;
