package io.amp4j.samples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as the lines of {@code amp4j opamp} have it: strict when read, plain ASCII when written. */
final class OpampJson {
    // ASCII alone, because the console may have any encoding.
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private OpampJson() {}

    static String line(Map<String, ? extends @Nullable Object> object) {
        try {
            // Jackson counts DEL as visible.
            return Printable.json(MAPPER.writeValueAsString(object));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value", e);
        }
    }

    /** @throws IllegalArgumentException if this is not JSON; the message says where and quotes nothing */
    static JsonNode parse(byte[] line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw new IllegalArgumentException("not one JSON object, see column " + column);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read", e);
        }
    }

    /** Returns the node as texts, numbers, booleans, nulls, lists and maps. */
    static @Nullable Object plain(JsonNode node) {
        return MAPPER.convertValue(node, Object.class);
    }

    /** Puts content under {@code name} if it is a text in UTF-8, else under {@code nameBase64}. */
    static void putContent(Map<String, @Nullable Object> object, String name, byte[] content) {
        try {
            object.put(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content))
                            .toString());
        } catch (CharacterCodingException e) {
            object.put(name + "Base64", Base64.getEncoder().encodeToString(content));
        }
    }
}
