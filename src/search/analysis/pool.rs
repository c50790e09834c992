//! What is dear to make and remembers what it did, kept for the next who needs one.

use std::sync::{Mutex, PoisonError};

/// At most `max` of them are kept.
pub struct Pool<T: 'static> {
    kept: Mutex<Vec<T>>,
    max: usize,
    make: fn() -> T,
}

impl<T> Pool<T> {
    pub const fn new(max: usize, make: fn() -> T) -> Self {
        Self { kept: Mutex::new(Vec::new()), max, make }
    }

    pub fn lend(&'static self) -> Lent<T> {
        Lent { lent: self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop(), pool: self }
    }
}

/// One of a pool; goes back when it is dropped.
pub struct Lent<T: 'static> {
    lent: Option<T>,
    pool: &'static Pool<T>,
}

impl<T> Lent<T> {
    pub fn get(&mut self) -> &mut T {
        self.lent.get_or_insert_with(self.pool.make)
    }
}

impl<T> Drop for Lent<T> {
    fn drop(&mut self) {
        let Some(lent) = self.lent.take() else { return };
        let mut kept = self.pool.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < self.pool.max {
            kept.push(lent);
        }
    }
}
