//! What becomes of the failures of a [`map`](super::map()): one type for each answer. Runs nothing.

use super::Failure;

/// What [`map`](super::map()) and [`batch`](super::batch()) do where an item fails: [`Thrown`], [`Kept`], [`Skipped`],
/// [`Stopped`], and these by way of [`Flat`]. There are no others.
pub trait Errors<T, E>: sealed::Sealed {
    /// What the future gives.
    type Output;

    /// Out of the results so far, and of what ended it early.
    #[doc(hidden)]
    fn end(results: Vec<Option<Result<T, E>>>, early: Option<E>) -> Self::Output;
}

pub(super) mod sealed {
    pub trait Sealed {
        /// Whether the first failure ends it.
        const FIRST_ENDS: bool;
    }
}

/// The first failure ends it. What a `map` is without more.
pub struct Thrown(());

/// Failures stay in their places: [`keep_errors`](super::Map::keep_errors).
pub struct Kept(());

/// Failures are left out: [`skip_errors`](super::Map::skip_errors).
pub struct Skipped(());

/// The first failure ends it, and what is there so far is kept: [`partial`](super::Map::partial).
pub struct Stopped(());

/// The same over what holds several results: a [`batch`](super::batch()).
pub struct Flat<M>(M);

/// What a [`map`](super::map()) left behind: see [`partial`](super::Map::partial).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Partial<T, E> {
    /// Of every item that was begun, in the items' order; `None` of one that has not ended, or failed.
    pub results: Vec<Option<T>>,
    /// The failure that ended it; `None` where all are there.
    pub error: Option<E>,
}

macro_rules! sealed {
    ($($errors:ty: $first_ends:literal),*) => {
        $(impl sealed::Sealed for $errors {
            const FIRST_ENDS: bool = $first_ends;
        })*
    };
}

sealed!(Thrown: true, Kept: false, Skipped: false, Stopped: true, Flat<Thrown>: true, Flat<Kept>: false, Flat<Skipped>: false);

impl<T, E: Failure> Errors<T, E> for Thrown {
    type Output = Result<Vec<T>, E>;

    fn end(results: Vec<Option<Result<T, E>>>, early: Option<E>) -> Self::Output {
        early.map_or_else(|| Ok(results.into_iter().flatten().flatten().collect()), Err)
    }
}

impl<T, E: Failure> Errors<T, E> for Kept {
    type Output = Result<Vec<Result<T, E>>, E>;

    fn end(results: Vec<Option<Result<T, E>>>, early: Option<E>) -> Self::Output {
        early.map_or_else(|| Ok(results.into_iter().flatten().collect()), Err)
    }
}

impl<T, E: Failure> Errors<T, E> for Skipped {
    type Output = Result<Vec<T>, E>;

    fn end(results: Vec<Option<Result<T, E>>>, early: Option<E>) -> Self::Output {
        Thrown::end(results, early)
    }
}

impl<T, E: Failure> Errors<T, E> for Stopped {
    type Output = Partial<T, E>;

    fn end(results: Vec<Option<Result<T, E>>>, error: Option<E>) -> Self::Output {
        let results = results.into_iter().map(|result| result.and_then(Result::ok)).collect();
        Partial { results, error }
    }
}

impl<C: IntoIterator, E: Failure> Errors<C, E> for Flat<Thrown> {
    type Output = Result<Vec<C::Item>, E>;

    fn end(results: Vec<Option<Result<C, E>>>, early: Option<E>) -> Self::Output {
        Ok(Thrown::end(results, early)?.into_iter().flatten().collect())
    }
}

impl<C: IntoIterator, E: Failure> Errors<C, E> for Flat<Skipped> {
    type Output = Result<Vec<C::Item>, E>;

    fn end(results: Vec<Option<Result<C, E>>>, early: Option<E>) -> Self::Output {
        Flat::<Thrown>::end(results, early)
    }
}

impl<C: IntoIterator, E: Failure> Errors<C, E> for Flat<Kept> {
    type Output = Result<Vec<Result<C::Item, E>>, E>;

    fn end(results: Vec<Option<Result<C, E>>>, early: Option<E>) -> Self::Output {
        let mut flat = Vec::new();
        for answer in Kept::end(results, early)? {
            match answer {
                Ok(answer) => flat.extend(answer.into_iter().map(Ok)),
                Err(error) => flat.push(Err(error)),
            }
        }
        Ok(flat)
    }
}
