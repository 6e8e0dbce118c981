//! The allocator.
//!
//! ```text
//! base                    what the caller has
//! │                       │
//! ├───────────┬───────────┼──────────────────────┐
//! │  padding  │  owner    │  layout.size() bytes │
//! └───────────┴───────────┴──────────────────────┘
//! ├──── offset(align) ────┤
//! ```
//!
//! The offset is the block's alignment, or the size of the owner if that is more; both are powers of two, so that the block and
//! the owner before it stand where they must.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::ptr;

use crate::account::{Account, charge, current};

/// What stands in front of a block: a reference that is there for ever, or none.
type Owner = Option<&'static Account>;

/// An allocator that charges what it is asked for to whoever is [in charge](charge), and has another do the work.
///
/// ```
/// use daemon_alloc::Accounting;
///
/// #[global_allocator]
/// static MEMORY: Accounting = Accounting::new();
/// ```
#[derive(Debug, Default)]
pub struct Accounting<A = System>(A);

impl Accounting {
    /// Before the operating system's.
    pub const fn new() -> Self {
        Self(System)
    }
}

impl<A> Accounting<A> {
    /// Before `allocator`.
    pub const fn before(allocator: A) -> Self {
        Self(allocator)
    }
}

/// Whether what is allocated is charged: whether [`Accounting`] is the global allocator.
pub fn is_installed() -> bool {
    let account = Account::open();
    let installed = {
        let _charged = charge(account);
        let block = black_box(Box::new(0_u8));
        let installed = account.bytes() > 0;
        drop(block);
        installed
    };
    account.close();
    installed
}

/// How far before its block an allocation begins.
const fn offset(align: usize) -> usize {
    if align > size_of::<Owner>() { align } else { size_of::<Owner>() }
}

/// The layout of the allocation for a block of `layout`; none if there is no such.
fn outer(layout: Layout) -> Option<Layout> {
    let align = if layout.align() > align_of::<Owner>() { layout.align() } else { align_of::<Owner>() };
    let size = layout.size().checked_add(offset(layout.align()))?;
    Layout::from_size_align(size, align).ok()
}

/// Makes the allocation that begins at `base` a block of `layout`, and charges for it.
///
/// # Safety
///
/// `base` was allocated with `outer(layout)` and nothing of it is in use.
#[inline]
#[expect(clippy::cast_ptr_alignment, reason = "the place is aligned, as is said below")]
unsafe fn hand_out(base: *mut u8, layout: Layout) -> *mut u8 {
    let owner = current();
    if let Some(account) = owner {
        account.debit(layout.size());
    }
    // SAFETY: the allocation is longer than the offset by the size of the block, so both places are in it or at its end. The
    // owner's is aligned: `base` is to at least `align_of::<Owner>()`, and the offset is a multiple of `size_of::<Owner>()`.
    unsafe {
        let block = base.add(offset(layout.align()));
        block.cast::<Owner>().sub(1).write(owner);
        block
    }
}

/// Where the allocation of a block of `layout` begins.
///
/// # Safety
///
/// The block was handed out with `layout`, and is not yet given back.
#[inline]
unsafe fn base_of(block: *mut u8, layout: Layout) -> *mut u8 {
    // SAFETY: that is where `hand_out` counted from.
    unsafe { block.sub(offset(layout.align())) }
}

/// Who was charged for the block of `layout` whose allocation begins at `base`.
///
/// # Safety
///
/// The block was handed out with `layout`, and is not yet given back.
#[inline]
#[expect(clippy::cast_ptr_alignment, reason = "the place is aligned, as is said below")]
unsafe fn owner_of(base: *mut u8, layout: Layout) -> Owner {
    // SAFETY: `hand_out` wrote the owner there, aligned, and nobody else may write before a block.
    unsafe { base.add(offset(layout.align())).cast::<Owner>().sub(1).read() }
}

// SAFETY: blocks are those of the allocator behind, moved up by an offset that is a multiple of their alignment, of allocations
// that are longer by the same. They do not overlap what stands before them. Nothing here panics or allocates: the thread-local
// has neither a destructor nor an initializer.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Accounting<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(outer) = outer(layout) else { return ptr::null_mut() };
        // SAFETY: its size is not zero, because the owner's is not.
        let base = unsafe { self.0.alloc(outer) };
        if base.is_null() {
            return base;
        }
        // SAFETY: it has just been allocated, with that layout.
        unsafe { hand_out(base, layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let Some(outer) = outer(layout) else { return ptr::null_mut() };
        // SAFETY: as above.
        let base = unsafe { self.0.alloc_zeroed(outer) };
        if base.is_null() {
            return base;
        }
        // SAFETY: as above. Only what is before the block is written.
        unsafe { hand_out(base, layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // There was such a layout when the block was handed out.
        let Some(outer) = outer(layout) else { return };
        // SAFETY: the caller had the block of this allocator, with this layout, and so the allocation was made with that one.
        unsafe {
            let base = base_of(block, layout);
            if let Some(account) = owner_of(base, layout) {
                account.credit(layout.size());
            }
            self.0.dealloc(base, outer);
        }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let new = Layout::from_size_align(new_size, layout.align()).ok();
        let Some((new, new_outer)) = new.and_then(|new| Some((new, outer(new)?))) else { return ptr::null_mut() };
        let Some(outer) = outer(layout) else { return ptr::null_mut() };
        // SAFETY: as above. The allocator behind moves the block with what is before it: the offset depends on the alignment
        // alone, which stays. If it does not, the caller goes on with the block as it was, charged as it was.
        unsafe {
            let base = base_of(block, layout);
            let owner = owner_of(base, layout);
            let base = self.0.realloc(base, outer, new_outer.size());
            if base.is_null() {
                return base;
            }
            if let Some(account) = owner {
                account.credit(layout.size());
            }
            // To whoever asked for it last, as if it were another block.
            hand_out(base, new)
        }
    }
}
