package recurra.gateway.replay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import recurra.gateway.replay.IdentityPlaces.Field;
import recurra.gateway.replay.IdentityPlaces.Place;

/**
 * A response as it goes out, but for the identity that each has of its own: to send it again costs
 * a copy. Immutable.
 */
final class ReadyBytes {
    private final byte[] text;
    private final List<Blank> blanks;
    private final int ids;

    /**
     * A place to be filled.
     *
     * @param at so many bytes of the text stand before it
     */
    private record Blank(Field field, int at) {}

    private ReadyBytes(byte[] text, List<Blank> blanks) {
        this.text = text;
        this.blanks = List.copyOf(blanks);
        this.ids = (int) blanks.stream().filter(blank -> blank.field() == Field.ID).count();
    }

    /**
     * Joins the parts of a response.
     *
     * @param parts each a completion, a chunk of one, or an event with it
     */
    static ReadyBytes of(List<String> parts) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        List<Blank> blanks = new ArrayList<>();
        for (String part : parts) {
            int copied = 0;
            for (Place place : IdentityPlaces.in(part)) {
                text.writeBytes(utf8(part.substring(copied, place.start())));
                blanks.add(new Blank(place.field(), text.size()));
                copied = place.end();
            }
            text.writeBytes(utf8(part.substring(copied)));
        }
        return new ReadyBytes(text.toByteArray(), blanks);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** About how many bytes of memory it takes. */
    int size() {
        return text.length + blanks.size() * Long.BYTES * 3;
    }

    /** The response of the identity. */
    byte[] with(AnswerIdentity identity) {
        byte[] id = identity.bytes(Field.ID);
        byte[] created = identity.bytes(Field.CREATED);
        byte[] filled =
                new byte[text.length + ids * id.length + (blanks.size() - ids) * created.length];
        int read = 0;
        int written = 0;
        for (Blank blank : blanks) {
            byte[] value =
                    switch (blank.field()) {
                        case ID -> id;
                        case CREATED -> created;
                    };
            System.arraycopy(text, read, filled, written, blank.at() - read);
            written += blank.at() - read;
            read = blank.at();
            System.arraycopy(value, 0, filled, written, value.length);
            written += value.length;
        }
        System.arraycopy(text, read, filled, written, text.length - read);
        return filled;
    }

    /** Without content. */
    @Override
    public String toString() {
        return "ReadyBytes[bytes=" + text.length + ", blanks=" + blanks.size() + "]";
    }
}
