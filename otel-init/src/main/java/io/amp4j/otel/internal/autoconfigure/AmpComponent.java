package io.amp4j.otel.internal.autoconfigure;

import io.amp4j.otel.internal.setup.ZeroCode;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider;
import io.opentelemetry.sdk.autoconfigure.spi.internal.StructuredConfigProperties;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * The exporter {@code amp} of OpenTelemetry's configuration files. All components are loaded as soon as a file asks for one, so this is
 * also where a file is noticed that does not name AMP.
 *
 * <p>The one class that uses an internal interface of OpenTelemetry, which has no other way into its files. The interface has changed, so
 * that the methods of both its forms stand here, and may change again; therefore nothing else stands here, and no error gets out.
 */
@SuppressWarnings("rawtypes") // It has a type parameter in the older form only.
public final class AmpComponent implements ComponentProvider {
    /** For the service loader. */
    public AmpComponent() {
        IncompatibilityGuard.orElse(this, () -> {
            FileExporter.lookIntoFile();
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

    /** Before OpenTelemetry 1.49. */
    @Override
    public Object create(StructuredConfigProperties settings) {
        return IncompatibilityGuard.orElse(
                SpanExporter.composite(), () -> FileExporter.create(settings.getPropertyKeys()));
    }

    /** From 1.49 on. */
    public Object create(DeclarativeConfigProperties settings) {
        return IncompatibilityGuard.orElse(
                SpanExporter.composite(), () -> FileExporter.create(settings.getPropertyKeys()));
    }
}
