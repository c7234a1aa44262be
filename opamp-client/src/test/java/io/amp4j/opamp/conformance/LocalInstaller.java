package io.amp4j.opamp.conformance;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackageInstaller;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** An installer of an agent that has a package of its own besides. */
record LocalInstaller(PackageInstaller installer) implements PackageInstaller {
    @Override
    public Collection<InstalledPackage> installed() throws Exception {
        List<InstalledPackage> all = new ArrayList<>(installer.installed());
        all.add(InstalledPackage.local("local", "7", new Hash(Bytes.utf8("mine"))));
        return all;
    }

    @Override
    public Path downloads() throws Exception {
        return installer.downloads();
    }

    @Override
    public void install(OfferedPackage offered, Path file) throws Exception {
        installer.install(offered, file);
    }

    @Override
    public void activate(OfferedPackage offered) throws Exception {
        installer.activate(offered);
    }

    @Override
    public void rollBack(OfferedPackage failed) throws Exception {
        installer.rollBack(failed);
    }

    @Override
    public void uninstall(String name) throws Exception {
        installer.uninstall(name);
    }
}
