package recurra.evaluation.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import recurra.commandline.Progress;
import recurra.evaluation.data.QuestionText;
import recurra.evaluation.encoding.Requests;
import recurra.evaluation.result.SpellingResult;
import recurra.evaluation.trial.Answers;
import recurra.evaluation.trial.SpellingVariant;
import recurra.matching.NormalizedKey;

/**
 * Questions in other spellings, asked of a cache that holds all of them as they are. Only the exact
 * and the normalised tier are asked: spelling is theirs to see through.
 */
final class SpellingRun {
    private static final int EXAMPLES = 40;

    private SpellingRun() {}

    /**
     * @param questions what the cache holds
     * @param sample of the questions, to be asked in other spellings
     */
    static SpellingResult run(
            String set,
            List<String> questions,
            List<String> sample,
            Answers answers,
            Progress progress) {
        Progress.Task task =
                progress.start(
                        set + ", spelling", "questions", questions.size() + (long) sample.size());
        Map<String, List<Kept>> cache = new HashMap<>();
        Map<String, Optional<NormalizedKey>> own = new HashMap<>();
        for (String question : questions) {
            Optional<NormalizedKey> key = key(question);
            own.put(question, key);
            key.ifPresent(known ->
                    cache.computeIfAbsent(known.hex(), name -> new ArrayList<>())
                            .add(new Kept(question, known)));
            task.step();
        }
        Map<SpellingVariant, long[]> counts = new EnumMap<>(SpellingVariant.class);
        List<SpellingResult.Example> missed = new ArrayList<>();
        List<SpellingResult.Example> falseHits = new ArrayList<>();
        long withoutForm = 0;
        for (String question : sample) {
            Optional<NormalizedKey> ownKey = own.getOrDefault(question, Optional.empty());
            withoutForm += ownKey.isEmpty() ? 1 : 0;
            for (SpellingVariant variant : SpellingVariant.values()) {
                Optional<String> asked = variant.of(question);
                if (asked.isEmpty()) {
                    continue;
                }
                long[] count = counts.computeIfAbsent(variant, name -> new long[3]);
                count[0]++;
                Optional<NormalizedKey> key = key(asked.get());
                if (key.isPresent() && ownKey.isPresent() && key.get().agreesWith(ownKey.get())) {
                    count[1]++;
                } else if (missed.size() < EXAMPLES) {
                    missed.add(new SpellingResult.Example(variant.label(), asked.get(), question));
                }
                Optional<String> other =
                        key.flatMap(known ->
                                cache.getOrDefault(known.hex(), List.of()).stream()
                                        .filter(entry -> entry.key().agreesWith(known))
                                        .map(Kept::question)
                                        .filter(entry -> isOther(entry, question, answers))
                                        .findFirst());
                if (other.isPresent()) {
                    count[2]++;
                    if (falseHits.size() < EXAMPLES) {
                        falseHits.add(
                                new SpellingResult.Example(
                                        variant.label(), asked.get(), other.get()));
                    }
                }
            }
            task.step();
        }
        task.end();
        return new SpellingResult(
                set,
                sample.size(),
                withoutForm,
                counts.entrySet().stream()
                        .map(entry ->
                                SpellingResult.Variant.of(
                                        entry.getKey().label(),
                                        entry.getValue()[0],
                                        entry.getValue()[1],
                                        entry.getValue()[2]))
                        .toList(),
                missed,
                falseHits);
    }

    /** A question of the cache. */
    private record Kept(String question, NormalizedKey key) {
        @Override
        public String toString() {
            return "Kept[key=" + key + "]";
        }
    }

    private static boolean isOther(String entry, String question, Answers answers) {
        return !QuestionText.folded(entry).equals(QuestionText.folded(question))
                && answers.of(entry) != answers.of(question);
    }

    private static Optional<NormalizedKey> key(String question) {
        return Requests.parse(Requests.of(question)).normalizedKey();
    }
}
