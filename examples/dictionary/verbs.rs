//! What verb a form is of: participles, strong verbs, particles.

use std::collections::{BTreeMap, BTreeSet};

use crate::lexicon::{ADJECTIVE, Entry, Lexicon, NOUN, RARER, VERB};
use crate::spelling::{spellings, stems_of_infinitive};

const PARTICLES: &[&str] = &[
    "samen", "langs", "rond", "tegen", "terug", "achter", "binnen", "onder", "over", "door", "voor", "vast",
    "weer", "neer", "voort", "open", "vrij", "mede", "mis", "aan", "bij", "mee", "toe", "uit", "weg", "ont",
    "her", "ver", "af", "in", "na", "om", "op", "be", "ge", "er",
];
/// Those of them that stay before their verb, and take the place of the `ge` of its participle.
const INSEPARABLE: &[&str] = &["ont", "her", "ver", "be", "ge", "er"];

/// Letters of what stands before a verb and is no usual particle.
const HEAD_MIN: usize = 3;

impl Lexicon {
    /// How often the verb of a stem is used: the lesser of its infinitive, which may be a noun's plural (`middelen`), and five
    /// times its third person (`middelt`), which is about as many as there are infinitives at the most.
    pub fn zipf_of_verb(&self, stem: &str) -> f64 {
        let infinitive = self.infinitives.get(stem).map_or(0.0, |infinitive| self.zipf(infinitive));
        infinitive.min(self.zipf_of_third(stem) + 0.7)
    }

    /// How often the third person of a stem is used.
    pub fn zipf_of_third(&self, stem: &str) -> f64 {
        let ending = match stem.as_bytes().last() {
            Some(b't') => "",
            // `bijstaat`
            Some(b'a') => "at",
            _ => "t",
        };
        self.zipf(&format!("{stem}{ending}"))
    }

    /// Is a word, that looks like a participle of that verb, a word of its own? `gezond` is not of `zonnen`.
    pub fn is_independent(&self, form: &str, stem: &str) -> bool {
        let is_nominal = |word: &str| self.entries.get(word).is_some_and(|entry| entry.is_nominal);
        let margin = if is_nominal(stem) { RARER } else { 1.5 * RARER };
        // Those of loans are not: `gebaseerd`.
        let is_loan = form.starts_with("ge") && form.ends_with("eerd");
        is_nominal(form) && !is_loan && self.zipf(form) >= self.zipf_of_verb(stem) + margin
    }

    fn is_verb_stem(&self, word: &str) -> bool {
        self.entries.get(word).is_some_and(|entry| entry.is_verb_stem)
    }

    /// The first of these that is the stem of a verb.
    pub fn verb_stem(&self, candidates: &[String]) -> Option<String> {
        candidates.iter().find(|word| self.is_verb_stem(word)).cloned()
    }

    /// That of the verb that is used most.
    pub fn likeliest_stem(&self, candidates: &[String]) -> Option<String> {
        let mut likeliest = self.verb_stem(candidates)?;
        for candidate in candidates.iter().filter(|word| self.is_verb_stem(word)) {
            if self.zipf_of_verb(candidate) > self.zipf_of_verb(&likeliest) {
                likeliest.clone_from(candidate);
            }
        }
        Some(likeliest)
    }

    /// The stem of which this is a participle: `gewerkt` `werk`, `beantwoord` `beantwoord`.
    pub fn stem_of_participle(&self, participle: &str) -> Option<String> {
        if let Some(stem) = self.irregular.get(participle) {
            return Some(stem.clone());
        }
        let bare = participle.strip_prefix("ge").unwrap_or(participle);
        let mut candidates = Vec::new();
        for word in [bare, participle] {
            if let Some(stem) = word.strip_suffix(['t', 'd']) {
                candidates.push(stem.to_owned());
            }
            candidates.push(word.to_owned());
            candidates.extend(stems_of_infinitive(word));
        }
        self.likeliest_stem(&candidates)
    }

    /// The verb of which this is a participle, inflected or not: `overtuigde` `overtuig`, `volgend` `volg`.
    pub fn verb_of(&self, form: &str) -> Option<String> {
        let has_noun = |word: &str| {
            self.entries
                .get(word)
                .is_some_and(|entry| entry.is_noun || entry.lemmas.contains_key(&NOUN) || entry.is_verb_stem)
        };
        let entry = self.entries.get(form);
        if self.plurals.contains(form) || self.irregular.contains_key(form) {
            return None;
        }
        // `geleid` is rather of `leiden` than of `geleiden`; and nobody writes `aangekondigden`.
        if let Some(stem) = self.likelier_participle(form) {
            return Some(stem);
        }
        if has_noun(form) {
            return None;
        }
        // `gelooft` is of `geloven`, but `gelukt` of `lukken`.
        let present = entry.and_then(|entry| entry.lemmas.get(&VERB));
        if let Some(stem) = present.filter(|stem| stem.starts_with("ge") && form.starts_with("ge"))
            && self.is_verb_stem(stem)
        {
            let participle = self.weak_verb(form).filter(|stem| !self.own.contains(stem));
            let is_likelier = |other: &String| self.zipf_of_verb(other) > self.zipf_of_verb(stem);
            return participle.filter(is_likelier).or_else(|| Some(stem.clone()));
        }
        // `rekende` is of `rekenen`, not of `rekken`.
        if let Some(stem) = present.filter(|stem| self.is_verb_stem(stem))
            && entry.is_some_and(|entry| {
                !entry.is_nominal && !entry.is_participle && !entry.lemmas.contains_key(&ADJECTIVE)
            })
        {
            return Some(stem.clone());
        }
        for ending in ["", "e", "en", "ene", "enen"] {
            let Some(bare) = form.strip_suffix(ending).filter(|bare| bare.len() >= 5) else { continue };
            if has_noun(bare) {
                continue;
            }
            // Not `gekend` and `bekend`, which are listed as what was done.
            let doing = bare.strip_suffix("nd").filter(|bare| bare.ends_with('e') && ending.len() < 2);
            let doing = doing.filter(|_| !self.entries.get(bare).is_some_and(|entry| entry.is_participle));
            let stems = doing.map(|bare| spellings(&bare[..bare.len() - 1])).unwrap_or_default();
            let with_particle = || stems.iter().find(|stem| self.infinitives.contains_key(*stem)).cloned();
            if let Some(stem) = self.verb_stem(&stems).or_else(with_particle) {
                return Some(stem);
            }
            if ending == "ene" || ending == "enen" {
                let strong = &form[..bare.len() + 2];
                if let Some(stem) = self.irregular(strong).filter(|stem| *stem != strong) {
                    return Some(stem.to_owned());
                }
            }
            if bare.ends_with(['d', 't'])
                && let Some(stem) = self.weak_verb(bare)
            {
                return Some(stem).filter(|stem| is_separable(bare) || !self.is_independent(bare, stem));
            }
        }
        None
    }

    /// The verb of a participle that looks like a noun or a stem, but hardly is one: `aangekondigd`, `gereserveerd`, `geleid`.
    fn likelier_participle(&self, form: &str) -> Option<String> {
        let entry = self.entries.get(form)?;
        let stem = self.weak_verb(form)?;
        let is_participle = if entry.is_verb_stem {
            entry.is_participle && self.zipf_of_verb(&stem) > self.zipf_of_verb(form) + RARER
        } else {
            let is_like_one = form.ends_with("eerd") || is_separable(form);
            entry.is_noun && is_like_one && self.zipf(&format!("{form}en")) + RARER < self.zipf(form)
        };
        (is_participle && stem != form).then_some(stem)
    }

    /// The verb of a participle that ends with d or t: `gewerkt`, `uitgewerkt`, `verwerkt`.
    pub fn weak_verb(&self, participle: &str) -> Option<String> {
        if !participle.ends_with(['d', 't']) || participle.len() < 4 {
            return None;
        }
        // `geplant` is of `planten`, as that of `plannen` is `gepland`.
        let stems = |rest: &str| {
            let short = &rest[..rest.len() - 1];
            let is_soft = rest.ends_with('t') && !short.ends_with(['k', 'f', 's', 'h', 'p', 'x', 'c']);
            [if is_soft { rest } else { short }.to_owned(), rest.to_owned()]
        };
        let weak = |rest: &str| self.likeliest_stem(&stems(rest));
        if let Some(rest) = participle.strip_prefix("ge").filter(|rest| rest.len() >= 3)
            && weak(rest).is_some()
        {
            // `gebeurd` is of `gebeuren`, not of `beuren`.
            let [short, long] = stems(rest);
            let [with_ge, _] = stems(participle);
            return self.likeliest_stem(&[short, long, with_ge]);
        }
        for particle in PARTICLES {
            let Some(rest) = participle.strip_prefix(particle).filter(|rest| rest.len() >= 4) else {
                continue;
            };
            let inner =
                rest.strip_prefix("ge").filter(|inner| inner.len() >= 3 && !INSEPARABLE.contains(particle));
            if let Some(inner) = inner {
                // `uitgebreid` is of `uitbreiden`, although there is `breien`.
                let whole = stems(&format!("{particle}{inner}")).into_iter();
                let whole = whole.rev().filter(|stem| self.infinitives.contains_key(stem));
                let whole =
                    whole.max_by(|one, other| self.zipf_of_verb(one).total_cmp(&self.zipf_of_verb(other)));
                if let Some(stem) = whole.or_else(|| weak(inner).map(|stem| format!("{particle}{stem}"))) {
                    return Some(stem);
                }
            }
            let may_stay =
                INSEPARABLE.contains(particle) || ["over", "onder", "door", "mis"].contains(particle);
            if may_stay
                && let Some(stem) = weak(participle).filter(|stem| stem != participle).or_else(|| {
                    weak(rest).filter(|stem| stem != rest).map(|stem| format!("{particle}{stem}"))
                })
            {
                return Some(stem);
            }
        }
        None
    }

    /// That of an infinitive which is listed as any word is: `aanvaarden`.
    pub fn stem_of_unmarked(&self, infinitive: &str) -> Option<String> {
        let is_unmarked = |entry: &&Entry| entry.is_listed && entry.lemmas.is_empty() && !entry.is_nominal;
        self.entries.get(infinitive).filter(is_unmarked)?;
        let stems = infinitive.ends_with("en").then(|| stems_of_infinitive(infinitive))?;
        // `boven` is not of `boffen`.
        let is_as_common = |stem: &String| self.zipf(infinitive) < self.zipf_of_third(stem) + 1.5 * RARER;
        self.verb_stem(&stems).filter(is_as_common)
    }

    /// Forms of strong verbs behind particles, from those without: `verving`, `aangevallen`; not what is a verb of its own
    /// that is used more (`invoeren`).
    pub fn add_strong_verbs(&mut self, mut strong: BTreeMap<String, String>) {
        let is_verb = |word: &str| {
            self.infinitives.contains_key(word)
                || self.entries.get(word).is_some_and(|entry| entry.is_verb_stem || entry.is_infinitive)
        };
        let is_plural_of_noun = |form: &str, verb: &str| {
            let nouns = form.strip_suffix("en").map(spellings).unwrap_or_default();
            let entry = nouns.first().filter(|noun| *noun != verb).and_then(|noun| self.entries.get(noun));
            entry.is_some_and(|entry| entry.is_nominal && entry.is_listed)
        };
        let mut behind: BTreeMap<String, String> = BTreeMap::new();
        let heads = self.heads_of_verbs(&strong);
        // Twice, for those with two particles: `doorverwezen`.
        for _ in 0..2 {
            for (form, stem) in &strong {
                let heads = heads.get(stem.as_str()).into_iter().flatten().map(String::as_str);
                for particle in PARTICLES.iter().copied().chain(heads) {
                    let whole = format!("{particle}{stem}");
                    if !is_verb(&whole) {
                        continue;
                    }
                    let mut forms = vec![format!("{particle}{form}")];
                    forms.extend(form.strip_prefix("ge").map(|rest| format!("{particle}{rest}")));
                    for form in forms {
                        let mut own = stems_of_infinitive(&form);
                        own.push(form.clone());
                        let is_used_more = |own: &String| {
                            *own != whole
                                && is_verb(own)
                                && self.zipf_of_verb(own) >= self.zipf_of_verb(&whole)
                        };
                        // `uitbraken` is of `uitbraak`, and `plaatsnamen` of `plaatsnaam`, which is not listed.
                        let is_plural = is_plural_of_noun(&form, &whole)
                            || !PARTICLES.contains(&particle)
                                && is_plural_of_noun(&form[particle.len()..], stem);
                        if !is_plural && !strong.contains_key(&form) && !own.iter().any(is_used_more) {
                            behind.entry(form).or_insert_with(|| whole.clone());
                        }
                    }
                }
            }
            strong.extend(behind.clone());
        }
        for (form, whole) in behind {
            self.irregular.entry(form).or_insert(whole);
        }
        self.tell_past_from_nouns(&strong);
    }

    /// What stands before verbs in the words of the list that end with a strong verb, though it is no usual particle, by
    /// the stem of that verb: `vol` (`voldoen`), `bijeen`, `los`, `teniet`.
    fn heads_of_verbs(&self, strong: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
        let is_listed = |word: &str| self.entries.get(word).is_some_and(|entry| entry.is_listed);
        let stems: BTreeSet<&String> = strong.values().collect();
        let mut heads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (whole, infinitive) in &self.infinitives {
            // Three letters at least on both sides of where a verb of two words is cut, or `ga`, `sta`, `sla`, `doe`, `zie`.
            for at in HEAD_MIN..whole.len().saturating_sub(1) {
                let (head, stem) = whole.split_at(at);
                let Some(stem) = stems.get(&stem.to_owned()) else { continue };
                let ends_so =
                    self.infinitives.get(*stem).is_some_and(|end| infinitive.ends_with(end.as_str()));
                if ends_so && is_listed(infinitive) && is_listed(head) {
                    heads.entry((*stem).clone()).or_default().insert(head.to_owned());
                }
            }
        }
        heads
    }

    /// Takes the past of strong verbs for nouns no longer, where it has nothing of a noun but a plural: `hing`, `ontving`.
    fn tell_past_from_nouns(&mut self, strong: &BTreeMap<String, String>) {
        let is_like_past = |form: &String| {
            !form.ends_with("en") && self.entries.get(form).is_some_and(|entry| entry.is_like_past)
        };
        let past: BTreeSet<String> = strong.keys().filter(|form| is_like_past(form)).cloned().collect();
        for form in strong.keys() {
            let Some(entry) = self.entries.get_mut(form) else { continue };
            if past.contains(form) {
                (entry.is_noun, entry.is_nominal) = (false, false);
            }
            if entry.lemmas.get(&NOUN).is_some_and(|noun| past.contains(noun)) {
                entry.lemmas.remove(&NOUN);
            }
        }
    }

    /// `aangevallen`: a particle and a form of a verb that is known without it.
    pub fn particle_verb(&self, form: &str) -> Option<String> {
        let entry = self.entries.get(form)?;
        if entry.is_nominal || !entry.is_listed {
            return None;
        }
        for particle in PARTICLES {
            let Some(rest) = form.strip_prefix(particle).filter(|rest| rest.len() >= 3) else { continue };
            if let Some(stem) = self.irregular.get(rest) {
                return Some(format!("{particle}{stem}"));
            }
            let ge = format!("ge{rest}");
            if matches!(*particle, "be" | "ver" | "ont" | "her")
                && let Some(stem) = self.irregular.get(&ge)
            {
                return Some(format!("{particle}{stem}"));
            }
            let verb = self.entries.get(rest).and_then(|entry| entry.lemmas.get(&VERB));
            if let Some(stem) = verb.filter(|stem| *stem != rest) {
                return Some(format!("{particle}{stem}"));
            }
        }
        None
    }
}

/// Has it a `ge` behind a particle (`aangekondigd`)?
fn is_separable(participle: &str) -> bool {
    PARTICLES.iter().any(|particle| {
        let rest = participle.strip_prefix(particle).filter(|_| !INSEPARABLE.contains(particle));
        rest.is_some_and(|rest| rest.starts_with("ge"))
    })
}
