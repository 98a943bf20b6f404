package recurra.store.exact.redis;

import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/** Commands that are not sent yet, so that several can be sent together. */
final class RedisCommands {
    private RedisCommands() {}

    /** The value of the key; null where there is none. */
    static AsyncCommand<String, byte[], byte[]> get(String key) {
        return new AsyncCommand<>(
                new Command<>(
                        CommandType.GET,
                        new ValueOutput<>(RedisLink.CODEC),
                        arguments().addKey(key)));
    }

    /** What a script says, which is a number, of one key. */
    static AsyncCommand<String, byte[], Long> eval(String script, String key, byte[]... values) {
        CommandArgs<String, byte[]> arguments = arguments().add(script).add(1).addKey(key);
        for (byte[] value : values) {
            arguments.addValue(value);
        }
        return new AsyncCommand<>(
                new Command<>(CommandType.EVAL, new IntegerOutput<>(RedisLink.CODEC), arguments));
    }

    private static CommandArgs<String, byte[]> arguments() {
        return new CommandArgs<>(RedisLink.CODEC);
    }
}
