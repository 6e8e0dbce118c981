//! Sets of small numbers.

/// Numbers from 0 to 63.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set(u64);

impl Set {
    pub(super) const fn of(number: u8) -> Self {
        Self(1 << number)
    }

    pub(super) fn insert(&mut self, number: u8) {
        self.0 |= 1 << number;
    }

    pub(super) fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether `number` is in it.
    pub fn contains(self, number: u8) -> bool {
        number < 64 && self.0 & (1 << number) != 0
    }

    /// The least that is in it and not below `number`.
    pub fn first_from(self, number: u8) -> Option<u8> {
        let rest = self.0.checked_shr(u32::from(number)).unwrap_or(0);
        (rest != 0).then(|| number + u8::try_from(rest.trailing_zeros()).unwrap_or(0))
    }

    /// How many are in it.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether none is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many are in it and below `number`.
    pub fn count_below(self, number: u8) -> u32 {
        let below = 1_u64.checked_shl(u32::from(number)).map_or(u64::MAX, |bit| bit - 1);
        (self.0 & below).count_ones()
    }

    /// All of them, the least first.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..64).filter(move |number| self.contains(*number))
    }
}
