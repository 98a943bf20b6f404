package recurra.matching.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFamilyTest {
    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o",
        "gpt-4o-2024-08-06, gpt-4o",
        "gpt-4o-mini-2024-07-18, gpt-4o-mini",
        "gpt-4o-mini, gpt-4o-mini",
        "gpt-4-0613, gpt-4",
        "gpt-3.5-turbo-16k-0613, gpt-3.5-turbo-16k",
        "chatgpt-4o-latest, chatgpt-4o",
        "claude-3-5-sonnet-20241022, claude-3-5-sonnet",
        "claude-3-5-sonnet@20241022, claude-3-5-sonnet",
        "gemini-2.5-pro-preview-05-06, gemini-2.5-pro-preview",
        "mistral-large-2411, mistral-large",
        "o3, o3",
        "-latest, -latest",
        "openai/gpt-4o-2024-08-06, openai/gpt-4o"
    })
    void leavesOutTheRelease(String model, String family) {
        assertThat(ModelFamily.of(model)).isEqualTo(family);
        assertThat(ChatRequest.modelFamily(model)).isEqualTo(family);
    }
}
