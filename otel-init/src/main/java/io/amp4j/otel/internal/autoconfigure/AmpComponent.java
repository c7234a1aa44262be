package io.amp4j.otel.internal.autoconfigure;

import io.amp4j.otel.internal.setup.ZeroCode;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * The exporter {@code amp} of OpenTelemetry's configuration files, from OpenTelemetry 1.49 on. All components are loaded as soon as a file
 * asks for one, so this is also where a file is noticed that does not name AMP.
 *
 * <p>The one class that uses an internal interface of OpenTelemetry, which has no other way into its files. The interface has changed and
 * may change again; therefore nothing else stands here, and no error gets out.
 */
public final class AmpComponent implements ComponentProvider {
    /** For the service loader. */
    public AmpComponent() {
        Unusable.orElse(this, () -> {
            FileExporter.lookIntoFile(ComponentProvider.class);
            return this;
        });
    }

    @Override
    public Class<?> getType() {
        return SpanExporter.class;
    }

    @Override
    public String getName() {
        return ZeroCode.EXPORTER;
    }

    @Override
    public Object create(DeclarativeConfigProperties settings) {
        return Unusable.orElse(SpanExporter.composite(), () -> FileExporter.create(settings.getPropertyKeys()));
    }
}
