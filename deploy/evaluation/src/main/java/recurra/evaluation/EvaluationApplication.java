package recurra.evaluation;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import recurra.commandline.Progress;
import recurra.commandline.UsageException;
import recurra.evaluation.data.DataException;
import recurra.evaluation.data.DataFile;
import recurra.evaluation.data.DataFiles;
import recurra.evaluation.data.Pair;
import recurra.evaluation.data.TemplateQuestion;
import recurra.evaluation.data.ToolPrompt;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.gateway.GatewayException;
import recurra.evaluation.gateway.GatewayRun;
import recurra.evaluation.report.HtmlReport;
import recurra.evaluation.report.JsonReport;
import recurra.evaluation.report.TextReport;
import recurra.evaluation.result.Evaluation;
import recurra.evaluation.run.Instrument;

/** {@code ./recurra eval}: reads the options, runs the instrument, writes the reports. */
public final class EvaluationApplication {
    private static final int WRONG_USE = 2;
    private static final int FAILED = 1;

    private EvaluationApplication() {}

    /** Ends the process with 0, with 1 where something could not be done, 2 for wrong options. */
    public static void main(String[] arguments) {
        // Tables have dashes and signs that not every platform's own charset has.
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        System.exit(run(List.of(arguments), out, err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(arguments, System.getenv("RECURRA_EVAL_KEY"));
            if (options.help()) {
                out.print(Options.USAGE);
                return 0;
            }
            run(options, out, err);
            return 0;
        } catch (UsageException | DataException e) {
            err.println(e.getMessage());
            return WRONG_USE;
        } catch (GatewayException e) {
            err.println(e.getMessage());
            return FAILED;
        } catch (IOException e) {
            err.println("A report could not be written: " + e.getMessage());
            return FAILED;
        }
    }

    private static void run(Options options, PrintStream out, PrintStream err) throws IOException {
        List<DataFile<Pair>> pairs =
                new ArrayList<>(options.pairs().stream().map(DataFiles::pairs).toList());
        if (options.own()) {
            pairs.add(DataFiles.ownPairs());
        }
        List<DataFile<TemplateQuestion>> templates =
                options.templates().stream().map(DataFiles::templates).toList();
        List<DataFile<ToolPrompt>> tools = options.tools().stream().map(DataFiles::tools).toList();
        Progress progress = new Progress(err, isTerminal());
        progress.say(
                String.format(
                        Locale.ROOT,
                        "Evaluating the part \"%s\" with seed %d",
                        options.partLabel(),
                        options.seed()));
        Optional<GatewayRun> gateway =
                options.gateway()
                        .map(url ->
                                GatewayRun.connect(
                                        url,
                                        Optional.ofNullable(options.gatewayKey()),
                                        options.gatewayLimit(),
                                        options.seed()));
        Evaluation evaluation;
        try (Encoder encoder = new Encoder(nativeFolder())) {
            evaluation =
                    new Instrument(
                                    pairs,
                                    templates,
                                    tools,
                                    new Instrument.Settings(
                                            options.part(),
                                            options.sizes(),
                                            options.limit(),
                                            options.random(),
                                            options.resamples(),
                                            options.seed()),
                                    encoder,
                                    progress)
                            .run(gateway);
        }
        TextReport.print(evaluation, out);
        Path json = options.json();
        if (json != null) {
            JsonReport.write(evaluation, json);
            out.println("For machines: " + json);
        }
        Path html = options.html();
        if (html != null) {
            Files.writeString(html, HtmlReport.of(evaluation));
            out.println("For people: " + html);
        }
        Path markdown = options.markdown();
        if (markdown != null) {
            Files.writeString(markdown, TextReport.markdown(evaluation));
            out.println("Tables: " + markdown);
        }
    }

    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static Path nativeFolder() {
        return Path.of(System.getProperty("user.home"), ".cache", "recurra", "native");
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
