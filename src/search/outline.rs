//! How alike a title and a query are as they are written: by the groups of four bytes, which are letters in Dutch, that
//! both have. That meets inflection, parts of words, misspellings and words cut off alike, and who leaves words out or
//! adds some is less like. A group that few titles have says more than one that many have.
//!
//! The groups are kept as a set of 128 bits, two columns of the index. Groups that share a bit by chance add to what is
//! alike: of two titles of twenty groups three, of longer ones more. It does so for all titles, and how alike titles are
//! usually does not count (`super::refine`).

/// Bytes of a group. A word counts with the space before it; a shorter one is a group of its own.
const GROUP: usize = 4;
const BITS: usize = 128;

/// The groups of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline(u128);

impl Outline {
    /// `title`: as [`super::schema::exact_title`] gives it.
    pub fn of(title: &str) -> Self {
        let mut bits = 0;
        for word in title.split_ascii_whitespace() {
            let spaced = [b" ", word.as_bytes()].concat();
            for group in spaced.windows(GROUP.min(spaced.len())) {
                bits |= 1 << bit(group);
            }
        }
        Self(bits)
    }

    pub fn from_halves(high: u64, low: u64) -> Self {
        Self(u128::from(high) << 64 | u128::from(low))
    }

    /// The two columns.
    pub fn halves(self) -> (u64, u64) {
        ((self.0 >> 64) as u64, self.0 as u64)
    }

    fn bits(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros() as usize);
            rest &= rest.wrapping_sub(1);
            bit
        })
    }
}

/// Which of the bits stands for a group.
fn bit(group: &[u8]) -> u32 {
    let number = group.iter().fold(0, |number: u32, byte| number << 8 | u32::from(*byte));
    // Multiplied by the golden ratio the highest bits depend on all of the letters (Knuth, volume 3, section 6.4).
    number.wrapping_mul(0x9e37_79b9) >> 25
}

/// How many titles have each group.
#[derive(Clone, Debug)]
pub struct Counts {
    titles: u32,
    of_bits: [u32; BITS],
}

impl Default for Counts {
    fn default() -> Self {
        Self { titles: 0, of_bits: [0; BITS] }
    }
}

impl Counts {
    pub fn add(&mut self, title: Outline) {
        self.titles += 1;
        for bit in title.bits() {
            self.of_bits[bit] += 1;
        }
    }

    pub fn extend(&mut self, others: &Self) {
        self.titles += others.titles;
        for (count, other) in self.of_bits.iter_mut().zip(&others.of_bits) {
            *count += other;
        }
    }
}

/// A query that is compared with titles.
pub struct Asked {
    outline: Outline,
    /// Of each of its groups.
    rarities: [f32; BITS],
    /// Of all its groups.
    rarity: f32,
    /// Of a group of a title, on average.
    average: f32,
}

impl Asked {
    /// `counts`: of the titles, or of some like them.
    pub fn new(outline: Outline, counts: &Counts) -> Self {
        let titles = counts.titles as f32 + 1.0;
        let rarity = |bit: usize| (titles / (counts.of_bits[bit] as f32 + 0.5)).ln();
        let (mut rarities, mut sum) = ([0.0; BITS], 0.0);
        for bit in outline.bits() {
            rarities[bit] = rarity(bit);
            sum += rarities[bit];
        }
        let groups: u32 = counts.of_bits.iter().sum();
        let all: f32 = (0..BITS).map(|bit| counts.of_bits[bit] as f32 * rarity(bit)).sum();
        let average = if groups > 0 { all / groups as f32 } else { rarity(0) };
        Self { outline, rarities, rarity: sum, average }
    }

    /// 1 for the same, 0 for nothing in common: the share of the groups that both have (Dice), to the second power. Groups
    /// of the query weigh by their rarity, those of a title as they do on average: so only what both have is looked at.
    pub fn likeness(&self, title: Outline) -> f32 {
        let both: f32 = Outline(self.outline.0 & title.0).bits().map(|bit| self.rarities[bit]).sum();
        let all = self.rarity + self.average * title.0.count_ones() as f32;
        if both > 0.0 { (2.0 * both / all).min(1.0).powi(2) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(query: &str, title: &str) -> f32 {
        Asked::new(Outline::of(query), &Counts::default()).likeness(Outline::of(title))
    }

    #[test]
    fn the_more_of_the_letters_are_the_same_the_more_alike_two_titles_are() {
        let title = "afspraken over gegevensbeheer";
        assert!(likeness(title, title) > 0.999);
        let ordered =
            ["afspraken gegevensbeheer", "afspraak over gegevens", "gegevens", "verkeer en vervoer"];
        let likenesses = ordered.map(|query| likeness(query, title));
        assert!(likenesses.is_sorted_by(|more, less| more > less), "{likenesses:?}");
        assert!(likeness("gegevensbeheer", "gegevensbehe") > 0.5);
        assert!(likeness("", title) == 0.0 && likeness("", "") == 0.0);
    }

    #[test]
    fn what_few_titles_have_says_more() {
        let mut counts = Counts::default();
        for title in ["afspraken over data", "afspraken over beheer", "afspraken over regie"] {
            counts.add(Outline::of(title));
        }
        let asked = Asked::new(Outline::of("afspraken regie"), &counts);
        assert!(asked.likeness(Outline::of("regie")) > asked.likeness(Outline::of("afspraken")));
        assert!(asked.likeness(Outline::of("afspraken regie")) > 0.999);
    }

    #[test]
    fn an_outline_is_two_numbers() {
        let outline = Outline::of("woo en avg, één titel");
        let (high, low) = outline.halves();
        assert_eq!(Outline::from_halves(high, low), outline);
    }
}
