package recurra.matching.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The kinds of slots whose values are of no account for an answer, such as request ids. In their
 * places questions have a mark, and so are the same question whatever stood there. Immutable.
 */
public final class VolatileSlots {
    public static final VolatileSlots NONE = new VolatileSlots(List.of());

    /** Longer questions are not masked, and never compared. */
    static final int LONGEST = 16_000;

    /** Of the way questions are masked; a change keeps old entries apart instead of misleading. */
    private static final String VERSION = "volatile/1";

    /** Around the kind's name, where a value stood. */
    private static final char OPENING = '\u27E8';

    private static final char CLOSING = '\u27E9';

    private final EnumSet<SlotKind> kinds;

    private VolatileSlots(Collection<SlotKind> kinds) {
        this.kinds = EnumSet.noneOf(SlotKind.class);
        this.kinds.addAll(kinds);
    }

    /** The slots of the kinds. */
    public static VolatileSlots of(Collection<SlotKind> kinds) {
        return kinds.isEmpty() ? NONE : new VolatileSlots(kinds);
    }

    /**
     * The slots of the kinds with these labels.
     *
     * @throws IllegalArgumentException when a kind is not known
     */
    public static VolatileSlots labelled(Collection<String> labels) {
        return of(labels.stream().map(SlotKind::labelled).toList());
    }

    public boolean isEmpty() {
        return kinds.isEmpty();
    }

    /** The labels of the kinds, in one order. */
    public List<String> labels() {
        return kinds.stream().map(SlotKind::label).toList();
    }

    /**
     * The question with a mark for each value. Empty where it is too long, or has a sign in it that
     * marks have and so could pass for another question.
     */
    Optional<String> mask(String question) {
        if (kinds.isEmpty()) {
            return Optional.of(question);
        }
        return isMaskable(question) ? Optional.of(mask(question, value -> {})) : Optional.empty();
    }

    /** The values that {@link #mask(String)} leaves out. */
    List<String> values(String question) {
        List<String> values = new ArrayList<>();
        if (isMaskable(question)) {
            mask(question, values::add);
        }
        return values;
    }

    private String mask(String question, Consumer<String> values) {
        String masked = question;
        for (SlotKind kind : kinds) {
            String mark = OPENING + kind.label() + CLOSING;
            masked =
                    kind.pattern()
                            .matcher(masked)
                            .replaceAll(value -> {
                                values.accept(value.group());
                                return mark;
                            });
        }
        return masked;
    }

    private static boolean isMaskable(String question) {
        return question.length() <= LONGEST
                && question.indexOf(OPENING) < 0
                && question.indexOf(CLOSING) < 0;
    }

    /** What stands in a scope's key for the slots. */
    List<String> inScope() {
        List<String> parts = new ArrayList<>();
        parts.add(VERSION);
        parts.addAll(labels());
        return parts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VolatileSlots slots && kinds.equals(slots.kinds);
    }

    @Override
    public int hashCode() {
        return kinds.hashCode();
    }

    @Override
    public String toString() {
        return "VolatileSlots" + labels();
    }
}
