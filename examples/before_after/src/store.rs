//! The SQLite database that everything is kept in.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Row, params};
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::sleep;

use crate::events::{Message, RoomId, User, UserId};

/// How often to look whether the volume is there.
const RETRY: Duration = Duration::from_millis(250);

/// How long another program may hold the file.
const PATIENCE: Duration = Duration::from_secs(1);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS user (
        id      INTEGER PRIMARY KEY,
        name    TEXT NOT NULL,
        persona INTEGER NOT NULL,
        online  INTEGER NOT NULL DEFAULT FALSE
    );
    CREATE TABLE IF NOT EXISTS room (
        id        INTEGER PRIMARY KEY,
        everybody INTEGER NOT NULL,  -- every user is to be in it
        training  INTEGER NOT NULL   -- its messages are examples
    );
    CREATE TABLE IF NOT EXISTS member (
        room INTEGER NOT NULL,
        user INTEGER NOT NULL,
        PRIMARY KEY (room, user)
    );
    CREATE TABLE IF NOT EXISTS example (
        message INTEGER PRIMARY KEY,
        room    INTEGER NOT NULL,
        author  INTEGER NOT NULL,
        text    TEXT NOT NULL
    );
";

/// The store did not do what it was asked to.
#[derive(Debug)]
pub enum StoreError {
    /// Nobody has opened it, or it has been closed.
    NotOpen,
    /// What SQLite says.
    Sqlite(rusqlite::Error),
    /// The work panicked.
    Panicked(JoinError),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpen => f.write_str("the store is not open"),
            Self::Sqlite(error) => write!(f, "the store: {error}"),
            Self::Panicked(error) => write!(f, "the store: {error}"),
        }
    }
}

impl Error for StoreError {}

/// The database, shared by everybody. Cheap to clone.
///
/// Everything runs on threads that may block: a write is short, until a disk is busy, and then it is seconds.
#[derive(Clone, Debug)]
pub struct Store {
    path: PathBuf,
    connection: Arc<Mutex<Option<Connection>>>,
}

impl Store {
    /// The database in this file, not open yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), connection: Arc::default() }
    }

    /// Opens the file, or makes it. Waits for its directory, which is on a volume that may be mounted late.
    pub async fn open(&self) -> Result<(), StoreError> {
        while !self.path.parent().is_some_and(Path::is_dir) {
            sleep(RETRY).await;
        }
        let Self { path, connection } = self.clone();
        let open = move || {
            let opened = connect(&path)?;
            *connection.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened);
            Ok(())
        };
        spawn_blocking(open).await.map_err(StoreError::Panicked)?.map_err(StoreError::Sqlite)
    }

    /// Moves everything into the one file and closes it. Does nothing if it is not open.
    pub async fn close(&self) -> Result<(), StoreError> {
        let connection = Arc::clone(&self.connection);
        let close = move || match connection.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(connection) => connection.close().map_err(|(_, error)| error),
            None => Ok(()),
        };
        spawn_blocking(close).await.map_err(StoreError::Panicked)?.map_err(StoreError::Sqlite)
    }

    /// Does `work` with the connection.
    async fn call<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let connection = Arc::clone(&self.connection);
        let work = move || match connection.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(connection) => work(connection).map_err(StoreError::Sqlite),
            None => Err(StoreError::NotOpen),
        };
        spawn_blocking(work).await.map_err(StoreError::Panicked)?
    }

    /// Runs SQL of which nothing is wanted back.
    pub async fn execute(&self, sql: impl Into<String>) -> Result<(), StoreError> {
        let sql = sql.into();
        self.call(move |connection| connection.execute_batch(&sql)).await
    }

    /// Adds a user, or changes the one with this id.
    pub async fn put_user(&self, user: User) -> Result<(), StoreError> {
        let insert = "INSERT INTO user (id, name, persona) VALUES (?1, ?2, ?3)
                      ON CONFLICT (id) DO UPDATE SET name = excluded.name, persona = excluded.persona";
        self.call(move |connection| connection.execute(insert, params![user.id, user.name, user.persona])).await?;
        Ok(())
    }

    /// Removes a user.
    pub async fn remove_user(&self, id: UserId) -> Result<(), StoreError> {
        self.call(move |connection| connection.execute("DELETE FROM user WHERE id = ?1", [id])).await?;
        Ok(())
    }

    /// Adds a room.
    pub async fn add_room(&self, id: RoomId, everybody: bool, training: bool) -> Result<(), StoreError> {
        let insert = "INSERT INTO room VALUES (?1, ?2, ?3)";
        self.call(move |connection| connection.execute(insert, params![id, everybody, training])).await?;
        Ok(())
    }

    /// Every user who is a persona.
    pub async fn personas(&self) -> Result<Vec<User>, StoreError> {
        self.rows("SELECT id, name, persona FROM user WHERE persona ORDER BY id", |row| {
            Ok(User { id: row.get(0)?, name: row.get(1)?, persona: row.get(2)? })
        })
        .await
    }

    /// Notes who is online, and that nobody else is.
    pub async fn set_online(&self, users: Vec<UserId>) -> Result<(), StoreError> {
        self.call(move |connection| {
            let transaction = connection.transaction()?;
            transaction.execute("UPDATE user SET online = FALSE WHERE online", [])?;
            for user in users {
                transaction.execute("UPDATE user SET online = TRUE WHERE id = ?1", [user])?;
            }
            transaction.commit()
        })
        .await
    }

    /// Who is online, as noted last.
    pub async fn online(&self) -> Result<Vec<UserId>, StoreError> {
        self.rows("SELECT id FROM user WHERE online ORDER BY id", |row| row.get(0)).await
    }

    /// Whether what is said in `room` is to be learned from.
    pub async fn is_training_room(&self, room: RoomId) -> Result<bool, StoreError> {
        let query = "SELECT EXISTS (SELECT 1 FROM room WHERE id = ?1 AND training)";
        self.call(move |connection| connection.query_row(query, [room], |row| row.get(0))).await
    }

    /// Keeps a message as an example, and says how many its room has now.
    pub async fn add_example(&self, message: Message) -> Result<u64, StoreError> {
        self.call(move |connection| {
            let Message { id, room, author, text } = message;
            connection.execute("INSERT INTO example VALUES (?1, ?2, ?3, ?4)", params![id, room, author, text])?;
            let count = "SELECT count(*) FROM example WHERE room = ?1";
            connection.query_row(count, [room], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
        })
        .await
    }

    /// How many examples there are.
    pub async fn examples(&self) -> Result<usize, StoreError> {
        Ok(self.rows("SELECT message FROM example", |row| row.get::<_, i64>(0)).await?.len())
    }

    /// The rooms that everybody is to be in.
    pub async fn rooms_of_everybody(&self) -> Result<Vec<RoomId>, StoreError> {
        self.rows("SELECT id FROM room WHERE everybody ORDER BY id", |row| row.get(0)).await
    }

    /// Who is missing from a room that everybody is to be in.
    pub async fn missing_members(&self) -> Result<Vec<(RoomId, UserId)>, StoreError> {
        let query = "SELECT room.id, user.id FROM room CROSS JOIN user WHERE everybody
                     EXCEPT SELECT room, user FROM member ORDER BY 1, 2";
        self.rows(query, |row| Ok((row.get(0)?, row.get(1)?))).await
    }

    /// Adds a user to a room. Does nothing if the user is in it.
    pub async fn add_member(&self, room: RoomId, user: UserId) -> Result<(), StoreError> {
        let insert = "INSERT OR IGNORE INTO member VALUES (?1, ?2)";
        self.call(move |connection| connection.execute(insert, [room, user])).await?;
        Ok(())
    }

    /// Who is in which room.
    pub async fn members(&self) -> Result<Vec<(RoomId, UserId)>, StoreError> {
        self.rows("SELECT room, user FROM member ORDER BY 1, 2", |row| Ok((row.get(0)?, row.get(1)?))).await
    }

    async fn rows<T, F>(&self, query: &'static str, read: F) -> Result<Vec<T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Row<'_>) -> rusqlite::Result<T> + Send + 'static,
    {
        self.call(move |connection| connection.prepare(query)?.query_map([], read)?.collect()).await
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}
