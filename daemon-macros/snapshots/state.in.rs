#[daemon(state = BTreeMap<String, u64>)]
struct UserDaemon;

#[daemon(state = Option<T>, register = false)]
struct Feed<T: Clone + Send + Sync + 'static> {
    last: Option<T>,
}
