package recurra.gateway.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** The model's name in a request, which is another one at another provider. */
final class ModelName {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FIELD = "model";

    private ModelName() {}

    /**
     * The request with another model, and byte for byte the same elsewhere.
     *
     * @param body a JSON object in UTF-8
     */
    static byte[] replace(byte[] body, String model) {
        byte[] name = JSON.writeValueAsString(model).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream replaced = new ByteArrayOutputStream(body.length + name.length);
        int copied = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = parser.currentName().equals(FIELD);
                parser.nextToken();
                if (found) {
                    int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                    replaced.write(body, copied, start - copied);
                    replaced.writeBytes(name);
                    parser.finishToken();
                    copied = Math.toIntExact(parser.currentLocation().getByteOffset());
                } else {
                    parser.skipChildren();
                }
            }
        }
        replaced.write(body, copied, body.length - copied);
        return replaced.toByteArray();
    }
}
