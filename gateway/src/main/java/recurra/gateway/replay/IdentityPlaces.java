package recurra.gateway.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where the {@code id} and {@code created} of a response stand. One pass over the fields at
 * the top, of which most answers have both near their start.
 */
final class IdentityPlaces {
    private static final int BOTH = 2;

    private final String json;
    private final List<Place> places = new ArrayList<>(BOTH);

    /** What stands in a place. */
    enum Field {
        ID,
        CREATED
    }

    /**
     * A place.
     *
     * @param start of what stands there, without quotation marks
     * @param end behind it
     */
    record Place(Field field, int start, int end) {}

    private IdentityPlaces(String json) {
        this.json = json;
    }

    /**
     * The places in their order. What says nothing is none.
     *
     * @param json an object; what stands before and after it does not matter as long as it has no
     *     quotation marks or braces
     */
    static List<Place> in(String json) {
        IdentityPlaces found = new IdentityPlaces(json);
        found.run();
        return found.places;
    }

    private void run() {
        String field = "";
        int depth = 0;
        int at = 0;
        while (at < json.length() && places.size() < BOTH) {
            int end = at + 1;
            switch (json.charAt(at)) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    end = endOfString(at);
                    if (depth == 1 && field.isEmpty()) {
                        field = json.substring(at + 1, end - 1);
                    } else if (depth == 1 && field.equals("id") && end - at > BOTH) {
                        places.add(new Place(Field.ID, at + 1, end - 1));
                    }
                }
                case ',' -> field = depth == 1 ? "" : field;
                case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                    end = endOfNumber(at);
                    if (depth == 1 && field.equals("created")) {
                        places.add(new Place(Field.CREATED, at, end));
                    }
                }
                default -> {}
            }
            at = end;
        }
    }

    /** Behind the closing quotation mark. */
    private int endOfString(int start) {
        int at = start + 1;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, json.length());
    }

    private int endOfNumber(int start) {
        int at = start;
        while (at < json.length() && "0123456789.eE+-".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
