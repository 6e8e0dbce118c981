#[daemon(register = false)]
pub struct Batch<T, const N: usize>
where
    T: Clone,
{
    items: Vec<T>,
}

#[daemon]
impl<T, const N: usize> Batch<T, N>
where
    T: Clone + Send + Sync + 'static,
{
    #[subscribe]
    async fn item(&mut self, event: &Item<T>) {}
}
