//! Small factors for what makes a thing a better find than another that says the same: new rather than old, done rather
//! than thought of, told in full rather than in part. They lie between 1 and 1.11 together, so that they order what is
//! about as good and nothing else; an exact title and what a text says come first.

use super::document::Merit;
use super::weights::Weights;

const YEAR: f32 = 365.25 * 24.0 * 3_600.0 * 1_000.0;
/// Years in which half of what is new about a thing is gone.
const HALF_LIFE: f32 = 3.0;

/// Each at least 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factors {
    pub freshness: f32,
    pub stage: f32,
    pub completeness: f32,
}

impl Factors {
    /// `age`: milliseconds since the thing was made, until the newest public one was. Not until now, so that the same
    /// question gets the same answer for as long as nothing changes.
    pub fn of(merit: Merit, age: i64, weights: &Weights) -> Self {
        let years = age.max(0) as f32 / YEAR;
        let freshness = if merit.ages { (-years / HALF_LIFE).exp2() } else { 0.5 };
        Self {
            freshness: 1.0 + weights.freshness * freshness,
            stage: 1.0 + weights.stage * merit.stage,
            completeness: 1.0 + weights.completeness * merit.completeness,
        }
    }

    pub fn product(self) -> f32 {
        self.freshness * self.stage * self.completeness
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_freshness_is_gone_in_three_years() {
        let of = |years: f32| Factors::of(Merit::AGEING, (years * YEAR) as i64, &Weights::DEFAULT).freshness;
        assert_eq!(of(0.0), 1.0 + Weights::DEFAULT.freshness);
        assert!((of(HALF_LIFE) - 1.0 - Weights::DEFAULT.freshness / 2.0).abs() < 1e-6);
        assert!(of(100.0) < 1.000_01);
    }

    proptest::proptest! {
        #[test]
        fn all_together_stay_within_five_percent_of_the_middle(
            stage in 0.0_f32..=1.0,
            completeness in 0.0_f32..=1.0,
            ages: bool,
            age: i64,
        ) {
            let product = Factors::of(Merit { stage, completeness, ages }, age, &Weights::DEFAULT).product();
            let most = Factors::of(Merit { stage: 1.0, completeness: 1.0, ages: true }, 0, &Weights::DEFAULT);
            proptest::prop_assert!((1.0..=most.product()).contains(&product));
            proptest::prop_assert!(most.product() <= 1.05 / 0.95);
        }
    }
}
