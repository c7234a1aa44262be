package io.amp4j.opamp.internal.codec;

import static io.amp4j.opamp.internal.codec.AgentMessageEncoder.bytes;

import com.google.protobuf.InvalidProtocolBufferException;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.wire.DownloadableFile;
import io.amp4j.opamp.internal.wire.Header;
import io.amp4j.opamp.internal.wire.Headers;
import io.amp4j.opamp.internal.wire.PackageAvailable;
import io.amp4j.opamp.internal.wire.PackageDownloadDetails;
import io.amp4j.opamp.internal.wire.PackageStatus;
import io.amp4j.opamp.internal.wire.PackageStatusEnum;
import io.amp4j.opamp.internal.wire.PackageType;
import io.amp4j.opamp.internal.wire.PackagesAvailable;
import io.amp4j.opamp.internal.wire.StoredPackageFailure;
import io.amp4j.opamp.internal.wire.StoredPackageJournal;
import io.amp4j.opamp.internal.wire.StoredPackages;
import io.amp4j.opamp.packages.OfferedPackage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bytes of statuses of packages, and of what is remembered of packages. */
public final class PackagesFormat {
    private PackagesFormat() {}

    static io.amp4j.opamp.internal.wire.PackageStatuses statuses(PackageStatuses statuses) {
        io.amp4j.opamp.internal.wire.PackageStatuses.Builder wire =
                io.amp4j.opamp.internal.wire.PackageStatuses.newBuilder()
                        .setServerProvidedAllPackagesHash(
                                bytes(statuses.offeredAll().bytes()))
                        .setErrorMessage(statuses.error());
        statuses.packages().forEach((name, status) -> wire.putPackages(name, status(name, status)));
        return wire.build();
    }

    private static PackageStatus status(String name, PackageStatuses.Status status) {
        PackageStatus.Builder wire = PackageStatus.newBuilder()
                .setName(name)
                .setAgentHasVersion(status.version())
                .setAgentHasHash(bytes(status.hash().bytes()))
                .setServerOfferedVersion(status.offeredVersion())
                .setServerOfferedHash(bytes(status.offeredHash().bytes()))
                .setErrorMessage(status.error())
                .setStatus(
                        switch (status.state()) {
                            case INSTALLED -> PackageStatusEnum.PackageStatusEnum_Installed;
                            case PENDING -> PackageStatusEnum.PackageStatusEnum_InstallPending;
                            case INSTALLING -> PackageStatusEnum.PackageStatusEnum_Installing;
                            case FAILED -> PackageStatusEnum.PackageStatusEnum_InstallFailed;
                            case DOWNLOADING -> PackageStatusEnum.PackageStatusEnum_Downloading;
                        });
        PackageStatuses.Progress progress = status.progress();
        if (progress != null) {
            wire.setDownloadDetails(PackageDownloadDetails.newBuilder()
                    .setDownloadPercent(progress.percent())
                    .setDownloadBytesPerSecond(progress.bytesPerSecond()));
        }
        return wire.build();
    }

    /** Returns what is remembered as bytes. */
    public static Bytes encode(PackagesMemory memory) {
        StoredPackages.Builder wire = StoredPackages.newBuilder()
                .setCompleteHash(bytes(memory.complete().bytes()))
                .setError(memory.error());
        PackagesOffer offer = memory.offer();
        if (offer != null) {
            wire.setOffer(offer(offer));
        }
        memory.failures().forEach((name, failure) -> wire.putFailures(name, failure("", failure)));
        memory.condemned()
                .forEach((name, versions) -> versions.forEach(version -> wire.addCondemned(failure(name, version))));
        PackagesMemory.Journal journal = memory.journal();
        if (journal != null) {
            OfferedPackage offered = journal.offered();
            wire.setJournal(StoredPackageJournal.newBuilder()
                    .setName(offered.name())
                    .setOffered(PackageAvailable.newBuilder()
                            .setType(
                                    offered.type() == io.amp4j.opamp.packages.PackageType.TOP_LEVEL
                                            ? PackageType.PackageType_TopLevel
                                            : PackageType.PackageType_Addon)
                            .setVersion(offered.version())
                            .setHash(bytes(offered.hash().bytes()))
                            .setFile(DownloadableFile.newBuilder()
                                    .setContentHash(bytes(offered.contentHash().bytes()))
                                    .setSignature(bytes(offered.signature()))))
                    .setAttempts(journal.attempts())
                    .setStarts(journal.starts()));
        }
        return Bytes.copyOf(wire.build().toByteString().asReadOnlyByteBuffer());
    }

    private static PackagesAvailable offer(PackagesOffer offer) {
        PackagesAvailable.Builder wire = PackagesAvailable.newBuilder()
                .setAllPackagesHash(bytes(offer.allPackagesHash().bytes()));
        offer.packages().forEach((name, item) -> wire.putPackages(name, available(item)));
        return wire.build();
    }

    private static PackageAvailable available(PackagesOffer.Item item) {
        PackageAvailable.Builder wire = PackageAvailable.newBuilder()
                .setVersion(item.version())
                .setHash(bytes(item.hash().bytes()));
        switch (item.type()) {
            case TOP_LEVEL -> wire.setType(PackageType.PackageType_TopLevel);
            case ADDON -> wire.setType(PackageType.PackageType_Addon);
            case UNKNOWN -> wire.setTypeValue(Integer.MAX_VALUE);
        }
        PackagesOffer.File file = item.file();
        if (file != null) {
            Headers.Builder headers = Headers.newBuilder();
            for (HeaderLine line : file.headers()) {
                headers.addHeaders(Header.newBuilder().setKey(line.name()).setValue(line.value()));
            }
            wire.setFile(DownloadableFile.newBuilder()
                    .setDownloadUrl(file.url())
                    .setContentHash(bytes(file.contentHash().bytes()))
                    .setSignature(bytes(file.signature()))
                    .setHeaders(headers));
        }
        return wire.build();
    }

    private static StoredPackageFailure failure(String name, PackagesMemory.Failure failure) {
        return StoredPackageFailure.newBuilder()
                .setName(name)
                .setHash(bytes(failure.hash().bytes()))
                .setContentHash(bytes(failure.contentHash().bytes()))
                .setReason(failure.reason())
                .setBad(failure.isBad())
                .build();
    }

    private static PackagesMemory.Failure failure(StoredPackageFailure wire) {
        return new PackagesMemory.Failure(
                new Hash(ServerMessageDecoder.bytes(wire.getHash())),
                new Hash(ServerMessageDecoder.bytes(wire.getContentHash())),
                wire.getReason(),
                wire.getBad());
    }

    /** Reads what {@link #encode} wrote; what is anything else counts as nothing. */
    public static PackagesMemory decode(Bytes stored) {
        try {
            StoredPackages wire = StoredPackages.parseFrom(stored.asByteBuffer());
            Map<String, PackagesMemory.Failure> failures = new LinkedHashMap<>();
            wire.getFailuresMap().forEach((name, failure) -> failures.put(name, failure(failure)));
            Map<String, List<PackagesMemory.Failure>> condemned = new LinkedHashMap<>();
            wire.getCondemnedList()
                    .forEach(version -> condemned
                            .computeIfAbsent(version.getName(), name -> new ArrayList<>())
                            .add(failure(version)));
            return new PackagesMemory(
                    wire.hasOffer() ? OfferDecoder.packages(wire.getOffer()) : null,
                    new Hash(ServerMessageDecoder.bytes(wire.getCompleteHash())),
                    failures,
                    condemned,
                    wire.hasJournal() ? journal(wire.getJournal()) : null,
                    wire.getError());
        } catch (InvalidProtocolBufferException e) {
            return PackagesMemory.NONE;
        }
    }

    private static PackagesMemory.Journal journal(StoredPackageJournal wire) {
        PackageAvailable offered = wire.getOffered();
        return new PackagesMemory.Journal(
                OfferedPackage.builder(wire.getName())
                        .type(
                                offered.getTypeValue() == 0
                                        ? io.amp4j.opamp.packages.PackageType.TOP_LEVEL
                                        : io.amp4j.opamp.packages.PackageType.ADDON)
                        .version(offered.getVersion())
                        .hash(new Hash(ServerMessageDecoder.bytes(offered.getHash())))
                        .contentHash(new Hash(
                                ServerMessageDecoder.bytes(offered.getFile().getContentHash())))
                        .signature(ServerMessageDecoder.bytes(offered.getFile().getSignature()))
                        .build(),
                wire.getAttempts(),
                wire.getStarts());
    }
}
