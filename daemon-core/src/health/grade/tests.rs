use super::*;

fn running() -> Facts {
    Facts {
        wanted: true,
        critical: false,
        status: Status::Running,
        lost: false,
        level: HealthLevel::Healthy,
        reason: "no answer".into(),
        stalled: false,
        blocking: false,
        restarts_last_hour: 0,
    }
}

fn critical() -> Facts {
    Facts { critical: true, ..running() }
}

#[test]
fn the_grade_of_a_daemon() {
    use Grade::{Critical, Degraded, Healthy};
    let reason: Arc<str> = "no answer".into();
    // What is so, and the grades of one that is not critical and of one that is.
    let table = [
        (running(), Healthy, Healthy, None),
        (
            Facts { level: HealthLevel::Degraded, ..running() },
            Degraded,
            Degraded,
            Some(Finding::Degraded(reason.clone())),
        ),
        (Facts { level: HealthLevel::Unhealthy, ..running() }, Degraded, Critical, Some(Finding::Unhealthy(reason))),
        (Facts { stalled: true, ..running() }, Degraded, Degraded, Some(Finding::Stalled)),
        (Facts { blocking: true, ..running() }, Degraded, Degraded, Some(Finding::Blocking)),
        (Facts { restarts_last_hour: OFTEN, ..running() }, Healthy, Healthy, None),
        (Facts { restarts_last_hour: 61, ..running() }, Degraded, Degraded, Some(Finding::RestartsOften(61))),
    ];
    for (facts, other, of_critical, finding) in table {
        let (grade_, findings) = grade(&facts);
        assert_eq!((grade_, findings), (other, finding.into_iter().collect()), "{facts:?}");
        assert_eq!(grade(&Facts { critical: true, ..facts.clone() }).0, of_critical, "{facts:?}");
    }
}

#[test]
fn who_is_to_run_and_does_not_is_amiss_whatever_its_checks_said() {
    for status in Status::ALL {
        let facts = Facts { status, level: HealthLevel::Unhealthy, ..running() };
        let (grade_, findings) = grade(&facts);
        let of_critical = grade(&Facts { critical: true, ..facts.clone() }).0;
        match status {
            Status::Running => assert_eq!((grade_, of_critical), (Grade::Degraded, Grade::Critical)),
            Status::Completed => assert_eq!((grade_, of_critical), (Grade::Healthy, Grade::Healthy)),
            _ => {
                assert_eq!((grade_, of_critical), (Grade::Degraded, Grade::Critical), "{status}");
                assert_eq!(findings, [Finding::NotRunning(status)]);
            }
        }
        if status != Status::Running {
            assert_eq!(
                grade(&Facts { wanted: false, critical: true, ..facts }).0,
                Grade::Healthy,
                "{status}, not wanted"
            );
        }
    }
}

#[test]
fn the_worst_finding_is_first() {
    let facts =
        Facts { level: HealthLevel::Unhealthy, stalled: true, blocking: true, restarts_last_hour: 99, ..critical() };
    let (grade_, findings) = grade(&facts);
    assert_eq!(grade_, Grade::Critical);
    let words: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "unhealthy: no answer",
            "a method blocks its thread",
            "a handler is stalled",
            "restarted 99 times within an hour"
        ]
    );
}

#[test]
fn the_verdict_over_all() {
    let down = |facts: Facts| Facts { status: Status::Restarting, ..facts };
    let lost = |facts: Facts| Facts { status: Status::Failed, lost: true, ..facts };
    let verdict = |daemons: &[Facts]| system(daemons, false, true);
    let seen = |daemons: &[Facts]| {
        let Verdict { grade, critical_up, critical_total, live, ready } = verdict(daemons);
        (grade, critical_up, critical_total, live, ready)
    };
    assert_eq!(seen(&[]), (Grade::Healthy, 0, 0, true, true));
    assert_eq!(seen(&[running(), critical()]), (Grade::Healthy, 1, 1, true, true));
    assert_eq!(seen(&[down(running()), critical()]), (Grade::Degraded, 1, 1, true, true));
    assert_eq!(seen(&[running(), down(critical()), critical()]), (Grade::Critical, 1, 2, true, false));
    assert_eq!(seen(&[lost(running()), critical()]), (Grade::Degraded, 1, 1, true, true));
    assert_eq!(seen(&[lost(critical())]), (Grade::Critical, 0, 1, false, false));
    assert_eq!(seen(&[Facts { wanted: false, ..down(critical()) }]), (Grade::Healthy, 0, 0, true, true));
    let unhealthy = Facts { level: HealthLevel::Unhealthy, ..critical() };
    assert_eq!(seen(&[unhealthy]), (Grade::Critical, 1, 1, true, false));
    // On the way up, or down.
    let all = [critical()];
    assert_eq!((system(&all, false, false).live, system(&all, false, false).ready), (true, false));
    assert_eq!((system(&all, true, true).live, system(&all, true, true).ready), (false, false));
}
