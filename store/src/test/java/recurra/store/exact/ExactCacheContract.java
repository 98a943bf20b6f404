package recurra.store.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.GLOBEX;
import static recurra.store.Samples.NOON;
import static recurra.store.Samples.answer;
import static recurra.store.Samples.exactKey;
import static recurra.store.Samples.normalizedKey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import recurra.matching.NormalizedKey;
import recurra.store.answer.CachedAnswer;

/** What every exact cache does. */
public abstract class ExactCacheContract {
    protected static final Optional<NormalizedKey> NO_OTHER_SPELLING = Optional.empty();

    /** The cache, empty at the start of each test. */
    protected abstract ExactCache cache();

    /** Lets time pass for the cache's clock. */
    protected abstract void advance(Duration time);

    /** The time of the cache's clock. */
    protected abstract Instant now();

    @Test
    void knowsNothingAtFirst() {
        assertThat(cache().find(ACME, exactKey("q"), Optional.of(normalizedKey("q"))))
                .isEqualTo(new ExactLookup.Absent());
    }

    @Test
    void findsTheSameRequest() {
        CachedAnswer answer = answer(ACME, "q", "yes", NOON);
        cache().put(ACME, answer, NO_OTHER_SPELLING);

        assertThat(cache().find(ACME, exactKey("q"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Exact(answer));
    }

    @Test
    void findsAnotherSpelling() {
        CachedAnswer answer = answer(ACME, "What is it?", "yes", NOON);
        cache().put(ACME, answer, Optional.of(normalizedKey("what is it")));

        assertThat(
                        cache().find(
                                        ACME,
                                        exactKey("what is  it"),
                                        Optional.of(normalizedKey("what is it"))))
                .isEqualTo(new ExactLookup.Normalized(answer));
        assertThat(cache().find(ACME, exactKey("what is  it"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Absent());
    }

    @Test
    void prefersTheSameRequestToAnotherSpelling() {
        CachedAnswer same = answer(ACME, "what is it", "same", NOON);
        CachedAnswer other = answer(ACME, "What is it?", "other", NOON.plusSeconds(1));
        cache().put(ACME, same, Optional.of(normalizedKey("what is it")));
        cache().put(ACME, other, Optional.of(normalizedKey("what is it")));

        assertThat(
                        cache().find(
                                        ACME,
                                        exactKey("what is it"),
                                        Optional.of(normalizedKey("what is it"))))
                .isEqualTo(new ExactLookup.Exact(same));
    }

    @Test
    void keepsTenantsApart() {
        cache().put(ACME, answer(ACME, "q", "yes", NOON), Optional.of(normalizedKey("q")));

        assertThat(cache().find(GLOBEX, exactKey("q"), Optional.of(normalizedKey("q"))))
                .isEqualTo(new ExactLookup.Absent());
        cache().remove(GLOBEX, exactKey("q"), NOON.plusSeconds(60));
        assertThat(cache().find(ACME, exactKey("q"), NO_OTHER_SPELLING))
                .isInstanceOf(ExactLookup.Exact.class);
    }

    @Test
    void theNewerAnswerStaysInEitherOrder() {
        CachedAnswer older = answer(ACME, "q", "older", NOON);
        CachedAnswer newer = answer(ACME, "q", "newer", NOON.plusNanos(1_000));

        cache().put(ACME, older, NO_OTHER_SPELLING);
        cache().put(ACME, newer, NO_OTHER_SPELLING);
        cache().put(ACME, older, NO_OTHER_SPELLING);

        assertThat(cache().find(ACME, exactKey("q"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Exact(newer));
    }

    @Test
    void theNewerSpellingStaysInEitherOrder() {
        CachedAnswer older = answer(ACME, "Q", "older", NOON);
        CachedAnswer newer = answer(ACME, "q", "newer", NOON.plusSeconds(1));

        cache().put(ACME, newer, Optional.of(normalizedKey("q")));
        cache().put(ACME, older, Optional.of(normalizedKey("q")));

        assertThat(cache().find(ACME, exactKey("q."), Optional.of(normalizedKey("q"))))
                .isEqualTo(new ExactLookup.Normalized(newer));
    }

    @Test
    void aRemovalHoldsForOlderAnswersInEitherOrder() {
        CachedAnswer answer = answer(ACME, "q", "yes", NOON);

        cache().put(ACME, answer, Optional.of(normalizedKey("q")));
        cache().remove(ACME, exactKey("q"), NOON);
        assertAbsent();

        cache().put(ACME, answer, Optional.of(normalizedKey("q")));
        assertAbsent();
    }

    @Test
    void aRemovalLeavesNewerAnswers() {
        CachedAnswer newer = answer(ACME, "q", "newer", NOON.plusNanos(1_000));

        cache().put(ACME, newer, NO_OTHER_SPELLING);
        cache().remove(ACME, exactKey("q"), NOON);
        assertThat(cache().find(ACME, exactKey("q"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Exact(newer));
    }

    @Test
    void aNewerAnswerStandsAgainAfterARemoval() {
        cache().remove(ACME, exactKey("q"), NOON);
        cache().remove(ACME, exactKey("q"), NOON.minusSeconds(5));
        assertAbsent();

        CachedAnswer newer = answer(ACME, "q", "newer", NOON.plusNanos(1_000));
        cache().put(ACME, newer, NO_OTHER_SPELLING);
        assertThat(cache().find(ACME, exactKey("q"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Exact(newer));
    }

    @Test
    void neverServesAnExpiredAnswer() {
        CachedAnswer answer = answer(ACME, "q", "yes", now(), now().plusSeconds(3_600));
        cache().put(ACME, answer, Optional.of(normalizedKey("q")));
        assertThat(cache().find(ACME, exactKey("q"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Exact(answer));

        advance(Duration.ofHours(1));

        assertAbsent();
    }

    @Test
    void keepsNoAnswerThatHasExpired() {
        cache().put(
                        ACME,
                        answer(ACME, "q", "yes", now().minusSeconds(10), now().minusSeconds(5)),
                        Optional.of(normalizedKey("q")));

        assertAbsent();
        assertThat(cache().clear()).isZero();
    }

    @Test
    void clearsEverythingOfEverybody() {
        for (int i = 0; i < 2_500; i++) {
            cache().put(ACME, answer(ACME, "q" + i, "yes", NOON), NO_OTHER_SPELLING);
        }
        cache().put(GLOBEX, answer(GLOBEX, "q", "yes", NOON), Optional.of(normalizedKey("q")));

        assertThat(cache().clear()).isEqualTo(2_502);

        assertThat(cache().find(ACME, exactKey("q7"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Absent());
        assertThat(cache().clear()).isZero();
    }

    @Test
    void theNewestOfManyWritersStays() {
        List<CachedAnswer> answers =
                IntStream.range(0, 200)
                        .mapToObj(i -> answer(ACME, "q", "answer " + i, NOON.plusSeconds(i)))
                        .toList();

        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            answers.forEach(
                    answer -> writers.execute(() -> cache().put(ACME, answer, NO_OTHER_SPELLING)));
        }

        assertThat(cache().find(ACME, exactKey("q"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Exact(answers.getLast()));
    }

    private void assertAbsent() {
        assertThat(cache().find(ACME, exactKey("q"), Optional.of(normalizedKey("q"))))
                .isEqualTo(new ExactLookup.Absent());
    }
}
