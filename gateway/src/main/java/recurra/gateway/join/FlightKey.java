package recurra.gateway.join;

import recurra.matching.ExactKey;
import recurra.matching.TenantId;

/** What requests have in common that may share an answer in flight. */
public record FlightKey(TenantId tenant, ExactKey exactKey) {}
