//! Which municipalities work on the same: a municipality is compared with the others by the themes of what it
//! contributed, as the reader sees it. What is hidden from the reader is not counted anywhere: neither in what a
//! municipality does, nor in how rare a theme is.
//!
//! Each municipality is a vector with a number for each theme, and two are as close as the cosine of the angle between
//! theirs. The number grows with the contributions, but ever slower, and with how few municipalities work on the theme;
//! the cosine takes the length of the vectors out, so that nobody is close to everybody for contributing a lot. (Salton
//! and Buckley 1988, *Term-weighting approaches in automatic text retrieval*: logarithmic frequency, inverse document
//! frequency, cosine.)
//!
//! All contributions that the reader sees are gone over once, with two columns, whatever the number of themes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::bits::Bits;
use super::browse::visible;
use super::columns::Unpacked;
use super::common_themes::THEMED;
use super::query::View;
use super::request::FacetField;
use super::statistics::{Statistics, rarity};
use super::visible::Circles;

/// Themes in common, at the least: one is no more than the list of what there is about it would say.
const THEMES_MIN: usize = 2;

/// A municipality that works on the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// CBS code.
    pub municipality: String,
    /// Slugs of the themes that both work on, the most telling first; at least two.
    pub themes: Vec<String>,
}

/// Contributions by theme.
type Profile = BTreeMap<Arc<str>, u32>;
/// By municipality.
type Profiles = BTreeMap<Arc<str>, Profile>;

/// Those that work on the same as the municipality with this CBS code, closest first; former ones too.
pub fn peers(
    view: &View<'_>,
    municipality: &str,
    scope_terms: Option<&[String]>,
) -> tantivy::Result<Vec<Peer>> {
    let statistics = Statistics::new(view.searcher, view.fields, view.cache)?;
    let circles = Circles::of(view.fields, scope_terms);
    Ok(closest(municipality, &profiles(&statistics, &circles)?))
}

fn closest(municipality: &str, profiles: &Profiles) -> Vec<Peer> {
    let Some(own) = profiles.get(municipality) else { return Vec::new() };
    let mut working: HashMap<&str, u32> = HashMap::new();
    for theme in profiles.values().flat_map(Profile::keys) {
        *working.entry(theme).or_default() += 1;
    }
    let weight = |theme: &str, count: u32| {
        let working = working.get(theme).copied().unwrap_or_default();
        (1.0 + (count as f32).ln()) * rarity(working as f32, profiles.len() as f32)
    };
    let length = |profile: &Profile| {
        let squares = profile.iter().map(|(theme, count)| weight(theme, *count).powi(2));
        squares.sum::<f32>().sqrt()
    };
    let mut peers: Vec<(f32, Peer)> = Vec::new();
    for (other, profile) in profiles.iter().filter(|(other, _)| &***other != municipality) {
        let common = own.iter().filter_map(|(theme, count)| {
            let others = profile.get(theme)?;
            Some((weight(theme, *count) * weight(theme, *others), theme))
        });
        let mut common: Vec<(f32, &Arc<str>)> = common.collect();
        if common.len() < THEMES_MIN {
            continue;
        }
        common.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.cmp(other)));
        let product: f32 = common.iter().map(|(product, _)| product).sum();
        let themes = common.into_iter().map(|(_, theme)| theme.to_string()).collect();
        peers.push((product / length(profile), Peer { municipality: other.to_string(), themes }));
    }
    peers.sort_by(|(a, one), (b, other)| {
        b.total_cmp(a).then_with(|| one.municipality.cmp(&other.municipality))
    });
    peers.into_iter().map(|(_, peer)| peer).collect()
}

/// What municipalities contributed, as far as the reader sees it.
fn profiles(statistics: &Statistics<'_>, circles: &Circles) -> tantivy::Result<Profiles> {
    let mut profiles = Profiles::new();
    for (number, (reader, segment)) in statistics.segments().enumerate() {
        let columns = &segment.columns;
        let municipalities = columns.facet(FacetField::Municipality).unpacked();
        let themes = columns.own_themes().unpacked();
        let (Some((codes, municipalities)), Some((slugs, themes))) = (municipalities, themes) else {
            continue;
        };
        let [mut contributions, restricted] = visible(statistics, number, circles)?;
        contributions.extend(&restricted);
        contributions.retain(&segment.documents_of(statistics.fields, reader, &THEMED)?);
        for ((code, slug), count) in pairs(&contributions, municipalities, themes) {
            let profile = profiles.entry(codes[code as usize].clone()).or_default();
            *profile.entry(slugs[slug as usize].clone()).or_default() += count;
        }
    }
    Ok(profiles)
}

/// How many of the contributions of one segment have a municipality and a theme, by their numbers.
fn pairs(contributions: &Bits, municipalities: &Unpacked, themes: &Unpacked) -> FxHashMap<(u32, u32), u32> {
    let mut counts = FxHashMap::default();
    for doc in contributions.iter() {
        for municipality in municipalities.values(doc) {
            for theme in themes.values(doc) {
                *counts.entry((municipality, theme)).or_default() += 1;
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profiles(all: &[(&str, &[(&str, u32)])]) -> Profiles {
        let profile = |themes: &[(&str, u32)]| -> Profile {
            themes.iter().map(|(theme, count)| (Arc::from(*theme), *count)).collect()
        };
        all.iter().map(|(code, themes)| (Arc::from(*code), profile(themes))).collect()
    }

    fn codes(peers: &[Peer]) -> Vec<&str> {
        peers.iter().map(|peer| peer.municipality.as_str()).collect()
    }

    #[test]
    fn a_rare_theme_in_common_tells_more_than_a_common_one() {
        let mut all = vec![
            ("own", &[("bees", 1), ("dashboards", 1), ("care", 1)][..]),
            ("rare", &[("bees", 1), ("care", 1), ("roads", 1)]),
            ("common", &[("dashboards", 1), ("care", 1), ("roads", 1)]),
        ];
        let others = ["a", "b", "c", "d", "e"];
        all.extend(others.map(|code| (code, &[("dashboards", 1)][..])));
        let peers = closest("own", &profiles(&all));
        assert_eq!(codes(&peers), ["rare", "common"]);
        assert_eq!(peers[0].themes, ["bees", "care"], "the most telling first");
        assert_eq!(peers[1].themes, ["care", "dashboards"]);
    }

    #[test]
    fn who_contributes_to_everything_is_not_close_to_everybody() {
        let all = profiles(&[
            ("own", &[("bees", 1), ("care", 2)]),
            ("like", &[("bees", 2), ("care", 1)]),
            ("big", &[("bees", 40), ("care", 60), ("roads", 50), ("water", 80), ("youth", 90)]),
            ("other", &[("roads", 1), ("water", 3)]),
        ]);
        let peers = closest("own", &all);
        assert_eq!(codes(&peers), ["like", "big"]);
        let much = |code: &str| all[code].values().sum::<u32>();
        assert!(much("big") > 50 * much("like"));
    }

    #[test]
    fn one_theme_in_common_is_not_enough_and_nothing_is_like_nothing() {
        let all = profiles(&[("own", &[("bees", 3)]), ("other", &[("bees", 3), ("care", 1)])]);
        assert_eq!(closest("own", &all), []);
        assert_eq!(closest("silent", &all), []);
    }
}
