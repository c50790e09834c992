//! How alike a title and a query are as they are written: by the groups of four bytes, which are letters in Dutch, that
//! both have. That meets inflection, parts of words, misspellings and words cut off alike, and who leaves words out or
//! adds some is less like.
//!
//! The groups are kept as a set of 128 bits, two columns of the index, so that two titles are compared by counting
//! bits. Groups that share a bit by chance add to what is alike: of two titles of twenty groups three, which the third
//! power makes nothing of; of two texts of a hundred letters so many that they count as a third alike.

/// Bytes of a group. A word counts with the space before it; a shorter one is a group of its own.
const GROUP: usize = 4;

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

    /// 1 for the same, 0 for nothing in common: the share of the groups that both have (Dice), to the third power.
    pub fn likeness(self, other: Self) -> f32 {
        let both = (self.0 & other.0).count_ones();
        let all = self.0.count_ones() + other.0.count_ones();
        (2.0 * both as f32 / all.max(1) as f32).powi(3)
    }
}

/// Which of the bits stands for a group.
fn bit(group: &[u8]) -> u32 {
    let number = group.iter().fold(0, |number: u32, byte| number << 8 | u32::from(*byte));
    // Multiplied by the golden ratio the highest bits depend on all of the letters (Knuth, volume 3, section 6.4).
    number.wrapping_mul(0x9e37_79b9) >> 25
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(query: &str, title: &str) -> f32 {
        Outline::of(query).likeness(Outline::of(title))
    }

    #[test]
    fn the_more_of_the_letters_are_the_same_the_more_alike_two_titles_are() {
        let title = "afspraken over gegevensbeheer";
        assert_eq!(likeness(title, title), 1.0);
        let ordered =
            ["afspraken gegevensbeheer", "afspraak over gegevens", "gegevens", "verkeer en vervoer"];
        let likenesses = ordered.map(|query| likeness(query, title));
        assert!(likenesses.is_sorted_by(|more, less| more > less), "{likenesses:?}");
        assert!(likeness("gegevensbeheer", "gegevensbehe") > 0.5);
        assert!(likeness("", title) == 0.0 && likeness("", "") == 0.0);
    }

    #[test]
    fn an_outline_is_two_numbers() {
        let outline = Outline::of("woo en avg, één titel");
        let (high, low) = outline.halves();
        assert_eq!(Outline::from_halves(high, low), outline);
    }
}
